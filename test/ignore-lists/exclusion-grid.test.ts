import { describe, expect, test } from "vitest";
import type { HuntEvent } from "../../src/hunt/conditions/event.ts";
import { matcher } from "../../src/hunt/conditions/matcher.ts";
import { sourceFor } from "../../src/techniques/source.ts";
import { WINDOWS } from "../../src/windows/command-line.ts";
import { shippedEntries } from "../harness.ts";

const SHELL32 = "C:\\Windows\\System32\\SHELL32.dll";
const RUN_AS = "RunAsNewUser_RunDLL";
const INSTALLER = "zzzzInvokeManagedCustomActionOutOfProc";

const IMAGES = [
  "rundll32.exe",
  "C:\\Windows\\System32\\rundll32.exe",
  '"C:\\Windows\\System32\\rundll32.exe"',
  '"C:\\Windows\\SysWOW64\\RunDll32.exe" ',
];
const MODULES = [
  SHELL32,
  "c:\\windows\\system32\\shell32.DLL",
  "C:\\WINDOWS\\Installer\\MSI6E4C.tmp",
  "C:\\WINDOWS\\Temp\\x.tmp",
  "C:\\Users\\Public\\x.dll",
  "shell32.dll",
  "C:\\WINDOWS\\a b.tmp",
];
const EXPORTS = [RUN_AS, RUN_AS.toUpperCase(), INSTALLER, "Run"];
/** How module and export are put together. */
const FORMS = [
  { name: "plain", write: (module: string, name: string) => `${module},${name}`, joined: true },
  {
    name: "module in quotes",
    write: (module: string, name: string) => `"${module}",${name}`,
    joined: true,
  },
  {
    name: "all in quotes",
    write: (module: string, name: string) => `"${module},${name}"`,
    joined: true,
  },
  {
    name: "blank for comma",
    write: (module: string, name: string) => `"${module}" ${name}`,
    joined: false,
  },
  {
    name: "blank after comma",
    write: (module: string, name: string) => `"${module}", ${name}`,
    joined: false,
  },
];
const LOGON = " Local\\{4ddb9f3f-700c-4bd6-9fc0-eaf85c01d25b}.00000b94";
const TAILS = [
  { text: "", excluded: false },
  { text: LOGON, excluded: false },
  { text: ` ${SHELL32},${RUN_AS}`, excluded: true },
  { text: ` x.tmp,${INSTALLER}`, excluded: false },
  { text: ` "C:\\WINDOWS\\Installer\\MSI1.tmp,${INSTALLER}"`, excluded: true },
];

interface Line {
  readonly line: string;
  /**
   * Whether the public rule, by its words, excludes the line: one of its argument tokens is
   * excluded.
   */
  readonly excluded: boolean;
  /** Whether the excluded words stand behind the module that is loaded. */
  readonly appended: boolean;
  /** Whether the module that is loaded, with its export and arguments, is a known use. */
  readonly known: boolean;
}

function excludedToken(module: string, name: string): boolean {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  if (same(module, SHELL32) && same(name, RUN_AS)) return true;
  return (
    module.toLowerCase().startsWith("c:\\windows\\") &&
    module.toLowerCase().endsWith(".tmp") &&
    same(name, INSTALLER)
  );
}

function knownUse(module: string, name: string, tail: string): boolean {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  if (same(module, SHELL32)) return same(name, RUN_AS) && tail === LOGON;
  return same(module, "C:\\WINDOWS\\Installer\\MSI6E4C.tmp") && same(name, INSTALLER);
}

const grid: Line[] = IMAGES.flatMap((image) =>
  MODULES.flatMap((module) =>
    EXPORTS.flatMap((name) =>
      FORMS.flatMap((form) =>
        TAILS.map(({ text, excluded }): Line => {
          const split = form.name === "plain" && module.includes(" ");
          const inOne = form.joined && !split;
          return {
            line: `${image} ${form.write(module, name)}${text}`,
            // Of an unquoted path with a blank the token begins after the blank; it is none of the
            // excluded ones.
            excluded: (inOne && excludedToken(module, name)) || excluded,
            appended: text.includes(RUN_AS) || text.includes(INSTALLER),
            // Quotes around module, comma and export make one long module of it.
            known: !split && form.name !== "all in quotes" && knownUse(module, name, text),
          };
        }),
      ),
    ),
  ),
);

const eventOf = (line: string): HuntEvent => {
  const row = { ActingProcessName: "C:\\Windows\\System32\\rundll32.exe", ParentCommandLine: line };
  return { row, time: 0, derived: sourceFor("rundll32").derive(row) };
};
const hides = (ids: readonly string[]) => {
  const entries = shippedEntries().filter(({ id }) => ids.includes(id));
  expect(entries).toHaveLength(ids.length);
  const matchers = entries.map(({ when }) => matcher(when, WINDOWS));
  return (line: string) => matchers.some((matches) => matches(eventOf(line)));
};
const faithful = hides(["faithful-seed-exclusions"]);
const shipped = hides(["run-as-different-user", "windows-installer-custom-action"]);

describe(`a grid of ${grid.length} parent lines`, () => {
  test("is large enough and holds both kinds", () => {
    expect(grid.length).toBeGreaterThanOrEqual(1_200);
    expect(new Set(grid.map(({ line }) => line)).size).toBe(grid.length);
    expect(grid.filter(({ excluded }) => excluded).length).toBeGreaterThan(300);
    expect(grid.filter(({ excluded }) => !excluded).length).toBeGreaterThan(300);
  });

  test("tokens hide nothing wrongly and show nothing wrongly", () => {
    const wrong = grid.filter(({ line, excluded }) => faithful(line) !== excluded);
    expect(wrong.map(({ line }) => line)).toEqual([]);
  });

  test("contains on the raw line goes wrong in more than a hundred cases, both ways", () => {
    const contains = (line: string) => {
      const text = line.toLowerCase();
      return (
        text.includes(`${SHELL32},${RUN_AS}`.toLowerCase()) ||
        (text.includes("c:\\windows\\") && text.includes(`.tmp,${INSTALLER}`.toLowerCase()))
      );
    };
    const hidden = grid.filter(({ line, excluded }) => contains(line) && !excluded).length;
    const shown = grid.filter(({ line, excluded }) => !contains(line) && excluded).length;
    expect(hidden + shown).toBeGreaterThan(100);
    expect(Math.min(hidden, shown)).toBeGreaterThan(0);
  });

  test("the shipped entries hide exactly the two known uses, whatever is appended", () => {
    const wrong = grid.filter(({ line, known }) => shipped(line) !== known);
    expect(wrong.map(({ line }) => line)).toEqual([]);
  });

  test("of the lines that hide another module behind appended words the shipped entries hide none", () => {
    const appended = grid.filter(({ appended: words, known }) => words && !known);
    expect(appended.length).toBeGreaterThan(500);
    expect(appended.filter(({ line }) => shipped(line))).toEqual([]);
    expect(appended.filter(({ line }) => faithful(line)).length).toBeGreaterThan(200);
  });
});

test("the faithful form ships inactive, and so does what is not bounded enough to be trusted", () => {
  const inactive = shippedEntries().filter(({ active }) => !active);
  expect(inactive.map(({ id }) => id)).toEqual([
    "graphics-driver-installer",
    "faithful-seed-exclusions",
    "application-shims-migration",
    "program-inventory-task",
    "network-diagnosis",
    "printer-dialog",
    "printer-driver-monitor",
  ]);
});
