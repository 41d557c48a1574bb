/** Something that an entry may hide though it can be called an attack. */
export interface Accepted {
  readonly what: string;
  readonly reason: string;
  /** Lines that show it. */
  readonly lines: readonly string[];
}

export const ACCEPTED: readonly Accepted[] = [
  {
    what: "locking the screen",
    reason: "it harms nobody, and users do it",
    lines: ["rundll32.exe user32.dll,LockWorkStation"],
  },
  {
    what: "a Windows Installer package that is hostile",
    reason: "Windows Installer itself writes the file into its protected folder; what a package may do is decided before it is installed",
    lines: ['rundll32.exe "C:\\Windows\\Installer\\MSI1A2B.tmp",zzzzInvokeManagedCustomActionOutOfProc SfxCA_1 1 A!B.C'],
  },
];
