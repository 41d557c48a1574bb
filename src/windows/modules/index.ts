import { IN_BOTH_A_TO_M } from "./in-both-a-to-m.ts";
import { IN_BOTH_N_TO_Z } from "./in-both-n-to-z.ts";
import { IN_SYSTEM32_ONLY } from "./in-system32.ts";

/*
 * What Windows itself brings to its folders for modules. Windows looks for a bare name in the
 * folder of the program before it looks in any other. Sources (facts): the files of Windows 10 and
 * Server that strontic/xcyclopedia lists (MIT, 2021-01-11), LOLBAS, and Microsoft's documentation
 * of control panel items.
 */

/** Control panels, which both folders have. */
const PANELS: readonly string[] = [
  ...["access", "appwiz", "bthprops", "desk", "firewall", "hdwwiz", "inetcpl", "intl", "irprops"],
  ...["joy", "main", "mmsys", "ncpa", "powercfg", "sysdm", "tabletpc", "telephon", "timedate"],
  "wscui",
].map((name) => `${name}.cpl`);

/**
 * Of older Windows, or in another folder of Windows: good enough to rank a line, not to vouch for
 * it.
 */
const ELSEWHERE: readonly string[] = ["aepdu.dll", "mscorsvc.dll", "sapi.cpl"];

const IN_BOTH: ReadonlySet<string> = new Set([
  ...PANELS,
  ...readNames(IN_BOTH_A_TO_M),
  ...readNames(IN_BOTH_N_TO_Z),
]);
const IN_SYSTEM32: ReadonlySet<string> = new Set(readNames(IN_SYSTEM32_ONLY));

function readNames(text: string): string[] {
  return text
    .trim()
    .split(/\s+/)
    .map((name) => `${name}.dll`);
}

/** Whether Windows is known to have a module of that name (lower case, with its extension). */
export function isWindowsModule(base: string): boolean {
  return IN_BOTH.has(base) || IN_SYSTEM32.has(base) || ELSEWHERE.includes(base);
}

/**
 * Whether a module of that name (lower case, with its extension) is in the folder of a program of
 * Windows, where it is found before any other: in System32 or, for a 32-bit program, in SysWOW64.
 */
export function isBesideProgram(base: string, program: string): boolean {
  return IN_BOTH.has(base) || (!/\\syswow64\\/i.test(program) && IN_SYSTEM32.has(base));
}
