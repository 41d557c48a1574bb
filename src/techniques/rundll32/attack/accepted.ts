import type { Accepted } from "../../../attack/attacker.ts";

export const ACCEPTED: readonly Accepted[] = [
  {
    what: "locking the screen",
    reason: "it harms nobody, and users do it",
    lines: ["rundll32.exe user32.dll,LockWorkStation"],
  },
  {
    what: "a Windows Installer package that is hostile",
    reason:
      "Windows Installer itself writes the file into its protected folder; a package is to " +
      "be judged before it is installed",
    lines: [
      "rundll32.exe " +
        '"C:\\Windows\\Installer\\MSI1A2B.tmp",zzzzInvokeManagedCustomActionOutOfProc SfxCA_1 ' +
        "1 A!B.C",
    ],
  },
  {
    what: "a bare module name, on a Windows that lacks the module",
    reason:
      "Windows' own tasks write it so; a Windows that has the task has the module in " +
      "System32, where it is sought first",
    lines: [
      "rundll32.exe /d acproxy.dll,PerformAutochkOperations",
      "rundll32.exe bfe.dll,BfeOnServiceStartTypeChange",
      "rundll32.exe sysmain.dll,PfSvWsSwapAssessmentTask",
      "rundll32.exe dfdts.dll,DfdGetDefaultPolicyAndSMART",
      "rundll32.exe Startupscan.dll,SusRunTask",
      "rundll32.exe Windows.Storage.ApplicationData.dll,CleanupTemporaryState",
      "rundll32.exe AppXDeploymentExtensions.OneCore.dll,ShellRefresh",
    ],
  },
  {
    what: "a class of the shell that a user re-registered",
    reason:
      "the line is Windows' own; the registration below HKCU is what tells, and is for a " +
      "registry detection",
    lines: [
      "rundll32.exe shell32.dll,SHCreateLocalServerRunDll " +
        "{9aa46009-3ce0-458a-a354-715610a075e6} -Embedding",
    ],
  },
];
