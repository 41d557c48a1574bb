import { describe, expect, test } from "vitest";
import { acceptedBy, findBypass, tryAttacks } from "../../../src/attack/try-attacks.ts";
import { type Condition, fieldsIn, leavesIn } from "../../../src/hunt/conditions/condition.ts";
import { matcher } from "../../../src/hunt/conditions/matcher.ts";
import { fromTerms } from "../../../src/ignore-lists/terms-setting.ts";
import { ATTACKERS } from "../../../src/techniques/attackers.ts";
import { findAbuse } from "../../../src/techniques/rundll32/abuse.ts";
import { parseRundll32 } from "../../../src/techniques/rundll32/line.ts";
import { sourceFor } from "../../../src/techniques/source.ts";
import { WINDOWS } from "../../../src/windows/command-line.ts";
import { shippedEntries } from "../../harness.ts";

const line = (op: "contains" | "startsWith" | "wildcard", value: string): Condition => ({
  field: "CommandLine",
  op,
  value,
});
const shipped = shippedEntries();
/** Random tries where the lines that are adapted to the entry are enough. */
const FEW = 100;

describe("a bypass is found for", () => {
  test.each<[string, Condition]>([
    ["an export's name", line("contains", "zzzzInvokeManagedCustomActionOutOfProc")],
    ["another export's name", line("contains", "Control_RunDLL")],
    ["a wildcard over the raw line", line("wildcard", "C:\\WINDOWS\\*.tmp,zzzz*")],
    ["a folder's name", line("contains", "Program Files")],
    ["a beginning", line("startsWith", "rundll32.exe shell32.dll")],
    ["a module's name", line("contains", "payload.dll")],
    ["a module's last part", { field: "Rundll32Base", op: "equals", value: "pcasvc.dll" }],
    [
      "an ending of the module",
      { field: "Rundll32Module", op: "endsWith", value: "\\System32\\shell32.dll" },
    ],
    [
      "an environment variable",
      { field: "Rundll32Module", op: "startsWith", value: "%SystemRoot%\\System32\\" },
    ],
    [
      "a path below a folder of Windows",
      { field: "Rundll32Module", op: "startsWith", value: "C:\\Windows\\" },
    ],
    ["arguments", { field: "Rundll32Arguments", op: "regex", value: "^/task \\d{2,4}$" }],
    ["a token", { field: "CommandLine", op: "hasToken", value: "*\\Vendor\\agent.dll,Run" }],
    ["an argument's place", { field: "CommandLine", op: "token", at: 2, value: "/quiet" }],
    ["an ordinal", { field: "Rundll32Ordinal", op: "equals", value: "44" }],
    [
      "a token below a folder",
      { field: "CommandLine", op: "token", at: 1, value: "C:\\Program Files\\Contoso\\*.dll,Run" },
    ],
    [
      "a line below a folder",
      { field: "CommandLine", op: "startsWith", value: "rundll32 C:\\PROGRA~1\\Contoso\\" },
    ],
    [
      "a folder and a name",
      {
        all: [
          { field: "Rundll32Module", op: "startsWith", value: "C:\\ProgramData\\Contoso\\" },
          { field: "Rundll32Module", op: "endsWith", value: "agent.dll" },
        ],
      },
    ],
    [
      "one of two folders",
      {
        field: "Rundll32Module",
        op: "regex",
        value: "^c:\\\\(program files|programdata)\\\\contoso\\\\agent\\.dll$",
      },
    ],
    [
      "a folder's stream",
      { field: "Rundll32Module", op: "startsWith", value: "C:\\Windows\\Tracing:" },
    ],
    ["a shell", { field: "Process", op: "equals", value: "C:\\Windows\\System32\\cmd.exe" }],
    [
      "a shell's own line",
      {
        all: [
          { field: "Process", op: "endsWith", value: "\\cmd.exe" },
          { field: "CommandLine", op: "contains", value: "backup.cmd" },
        ],
      },
    ],
    [
      "a program below a folder of Windows",
      {
        all: [
          { field: "Process", op: "startsWith", value: "C:\\Windows\\" },
          { field: "Rundll32Module", op: "equals", value: "C:\\Windows\\System32\\PcaSvc.dll" },
        ],
      },
    ],
    [
      "folder and name of who started it",
      {
        all: [
          { field: "ActingProcessName", op: "startsWith", value: "C:\\Program Files\\" },
          { field: "ActingProcessName", op: "endsWith", value: "\\agent.exe" },
        ],
      },
    ],
    ["who started it", { field: "ActingProcessName", op: "endsWith", value: "\\agent.exe" }],
    ["a user", { field: "User", op: "equals", value: "CORP\\svc" }],
    [
      "a host, by 32-bit rundll32",
      {
        all: [
          { field: "Dvc", op: "in", value: ["ws1"] },
          { field: "Process", op: "contains", value: "SysWOW64" },
        ],
      },
    ],
    [
      "a folder of the program",
      { field: "Process", op: "contains", value: "\\Program Files\\Vendor\\" },
    ],
    [
      "the public rule's exclusions, as it states them",
      shipped.find(({ id }) => id === "faithful-seed-exclusions")!.when,
    ],
  ])("%s", (_name, when) => {
    const bypass = findBypass({ when }, ATTACKERS)!;
    expect(bypass).toBeDefined();
    expect(bypass.abuse).not.toBe("");
    if (leavesIn(when).some(({ field }) => field !== "CommandLine")) return;
    const row = { Process: "rundll32.exe", CommandLine: bypass.line };
    expect(matcher(when, WINDOWS)({ row, time: 0, derived: {} })).toBe(true);
  });
});

describe("a plain term's bypass", () => {
  test.each([
    "payload.dll",
    "Program Files",
    "comsvcs",
    'a "b" c',
    "\\\\server\\share",
    "rundll32.exe shell32.dll",
  ])("%s", (term) => {
    const [entry] = fromTerms({ IGNORE_COMMAND_LINES: term }, [], false).entries;
    const { when, unverified = "" } = entry!;
    expect(findAbuse(parseRundll32(unverified))).toBeDefined();
    expect(matcher(when, WINDOWS)({ row: { CommandLine: unverified }, time: 0, derived: {} })).toBe(
      true,
    );
  });
});

test.each([
  [
    "a folder that only installers write",
    { field: "Rundll32Module", op: "startsWith", value: "C:\\Program Files\\Contoso\\" },
  ],
  [
    "the same by a wildcard",
    { field: "Rundll32Module", op: "wildcard", value: "C:\\Program Files\\Contoso\\*.dll" },
  ],
  [
    "its short name",
    { field: "Rundll32Module", op: "equals", value: "C:\\PROGRA~1\\Contoso\\c.dll" },
  ],
  [
    "a device path to it",
    { field: "Rundll32Module", op: "equals", value: "\\\\.\\C:\\Windows\\System32\\PcaSvc.dll" },
  ],
] as const)("nothing is made up against %s, by rundll32 itself", (_name, module) => {
  const image = {
    field: "Process",
    op: "equals",
    value: "C:\\Windows\\System32\\rundll32.exe",
  } as const;
  expect(findBypass({ when: { all: [image, module] } }, ATTACKERS)).toBeUndefined();
});

describe("what is not attacked is not called holding", () => {
  const process = (value: string): Condition => ({ field: "Process", op: "equals", value });
  const parent = (value: string): Condition => ({
    field: "ActingProcessName",
    op: "equals",
    value,
  });
  const CMD = "C:\\Windows\\System32\\cmd.exe";

  test.each<[string, Condition]>([
    [
      "a shell of another program",
      { all: [process(CMD), parent("C:\\Program Files\\Contoso\\agent.exe")] },
    ],
    [
      "another program",
      {
        all: [
          process("C:\\Windows\\System32\\regsvr32.exe"),
          parent("C:\\Windows\\explorer.exe"),
          line("contains", "/s"),
        ],
      },
    ],
    [
      "one of two others",
      {
        any: [
          { all: [process(CMD), parent("C:\\a.exe")] },
          { all: [process("C:\\b.exe"), parent(CMD)] },
        ],
      },
    ],
  ])("%s", (_name, when) => {
    expect(tryAttacks({ when }, ATTACKERS)).toEqual({
      idle: "no attacker for this program",
      tried: 0,
      seed: 7,
      bypasses: [],
    });
  });

  test("a column whose text cannot be guessed is named", () => {
    const image = process("C:\\Windows\\System32\\rundll32.exe");
    const when: Condition = {
      all: [
        image,
        { field: "ActingProcessName", op: "regex", value: "^c:\\\\(\\d{2}[^0-9a-z]){3}x{2,4}y?$" },
      ],
    };
    const { idle, tried } = tryAttacks({ when }, ATTACKERS);
    expect([idle, tried]).toEqual([
      "no text is known that its condition on ActingProcessName holds for",
      0,
    ]);
  });

  test("a shell that rundll32 starts is", () => {
    expect(tryAttacks({ when: process(CMD) }, ATTACKERS)).toMatchObject({
      bypasses: expect.arrayContaining([expect.objectContaining({ line: expect.any(String) })]),
    });
    const module: Condition = {
      field: "ParentRundll32Module",
      op: "equals",
      value: "C:\\Program Files\\Contoso\\agent.dll",
    };
    const bound = { all: [process(CMD), parent("C:\\Windows\\System32\\rundll32.exe"), module] };
    const { idle, bypasses, tried } = tryAttacks({ when: bound }, ATTACKERS);
    expect([idle, bypasses, tried > 1_000]).toEqual([undefined, [], true]);
  });

  test("the number is of different lines, the same again for the same seed", () => {
    const { when } = shipped.find(({ id }) => id === "run-as-different-user")!;
    const of = (seed: number) => tryAttacks({ when }, ATTACKERS, { seed }).tried;
    expect(of(7)).toBe(tryAttacks({ when }, ATTACKERS).tried);
    expect(of(8)).not.toBe(of(7));
    expect(tryAttacks({ when }, ATTACKERS, { tries: 0 }).tried).toBeLessThan(of(7));
  });
});

describe("what an entry leaves open is what it is told to bind", () => {
  const RUNDLL: Condition = {
    field: "Process",
    op: "equals",
    value: "C:\\Windows\\System32\\rundll32.exe",
  };
  const SHELL32: Condition = {
    field: "Rundll32Module",
    op: "equals",
    value: "C:\\Windows\\System32\\shell32.dll",
  };

  test.each<[string, Condition, string]>([
    ["a text of the line", line("contains", "Program Files"), "bind the module (Rundll32Module"],
    [
      "a shell",
      { field: "Process", op: "equals", value: "C:\\Windows\\System32\\cmd.exe" },
      "bind the module (ParentRundll32Module",
    ],
    [
      "an ending of the module",
      { field: "Rundll32Module", op: "endsWith", value: "\\shell32.dll" },
      "bind the module's whole path (Rundll32Module",
    ],
    [
      "one way without the module",
      { all: [RUNDLL, { any: [SHELL32, line("contains", "Contoso")] }] },
      "bind the module (Rundll32Module",
    ],
    ["any export of the module", { all: [RUNDLL, SHELL32] }, "bind the export too"],
    [
      "any arguments of an export",
      {
        all: [RUNDLL, SHELL32, { field: "Rundll32Export", op: "equals", value: "Control_RunDLL" }],
      },
      "bind the arguments too",
    ],
    [
      "some of the arguments",
      {
        all: [
          RUNDLL,
          { field: "Rundll32Module", op: "equals", value: "C:\\Windows\\System32\\comsvcs.dll" },
          { field: "Rundll32Export", op: "equals", value: "MiniDump" },
          { field: "Rundll32Arguments", op: "endsWith", value: "full" },
        ],
      },
      "bind the whole arguments (Rundll32Arguments, op equals)",
    ],
    [
      "nothing, of a module where a user can write",
      {
        all: [
          RUNDLL,
          { field: "Rundll32Module", op: "equals", value: "C:\\ProgramData\\agent.dll" },
          { field: "Rundll32Export", op: "equals", value: "Run" },
          { field: "Rundll32Arguments", op: "equals", value: "daily" },
        ],
      },
      "a user can replace the module's file, whatever else is bound; do not ignore it",
    ],
    [
      "nothing, of what runs its arguments",
      {
        all: [
          RUNDLL,
          { field: "Rundll32Module", op: "equals", value: "C:\\Windows\\System32\\comsvcs.dll" },
          { field: "Rundll32Export", op: "equals", value: "MiniDump" },
          { field: "Rundll32Arguments", op: "equals", value: "600 a.dmp full" },
        ],
      },
      "the module runs what the arguments name, and nobody knows who can replace that; do not ignore it",
    ],
    [
      "any program",
      { field: "Rundll32Module", op: "equals", value: "C:\\Program Files\\a.dll" },
      "bind the program (Process equals",
    ],
  ])("%s", (_name, when, remedy) => {
    expect(findBypass({ when }, ATTACKERS)!.remedy).toContain(remedy);
  });
});

describe("the shipped entries", () => {
  const active = shipped.filter((entry) => entry.active);

  test("hide none of the tried attacks", () => {
    expect(active.length).toBeGreaterThanOrEqual(26);
    for (const entry of active) expect(findBypass(entry, ATTACKERS), entry.id).toBeUndefined();
  });

  test.each(active.map((entry) => [entry.id, entry] as const))(
    "%s hides one as soon as it lacks the module",
    (_id, { when }) => {
      const modules = leavesIn(when).filter(({ field }) => field.endsWith("Rundll32Module"));
      expect(modules).toHaveLength(1);
      expect(findBypass({ when: without(when, modules[0]!.field)! }, ATTACKERS)).toBeDefined();
    },
  );

  test.each(active.map((entry) => [entry.id, entry] as const))(
    "%s says why it keeps exactly those conditions without which no attack gets through",
    (_id, { when, why = {} }) => {
      const idle = [...new Set(fieldsIn(when))].filter(
        (field) => findBypass({ when: without(when, field)! }, ATTACKERS, FEW) === undefined,
      );
      expect(idle.sort()).toEqual(Object.keys(why).sort());
    },
  );

  test.each([
    'shell32.dll,Control_RunDLL "C:\\Windows\\System32\\../../Users/Public/evil.cpl"',
    "shell32.dll,Control_RunDLL C:\\Windows\\System32\\spool/drivers/color/evil.cpl",
    "shell32.dll,Control_RunDLL C:\\Windows\\System32\\Tasks:evil.cpl",
    "shell32.dll,Control_RunDLL main.cpl\u00a0",
    "shell32.dll,Control_RunDLL main.cpl",
    "shell32.dll,OpenAs_RunDLL \\\\evil\\s\\x",
    "devmgr.dll,DeviceProperties_RunDLL /MachineName evil /DeviceID x",
    'devmgr.dll,DeviceProperties_RunDLL /MachineName "" /DeviceID x /MachineName evil',
    '"C:\\Windows\\System32\\PcaSvc.dll\\",PcaPatchSdbTask',
  ])("hide nothing of %s, whoever starts it", (use) => {
    const image = "C:\\Windows\\System32\\rundll32.exe";
    for (const parent of [
      "C:\\Windows\\explorer.exe",
      "C:\\Windows\\System32\\svchost.exe",
      "C:\\Windows\\System32\\control.exe",
    ]) {
      const row = { Process: image, CommandLine: `rundll32.exe ${use}`, ActingProcessName: parent };
      const event = { row, time: 0, derived: sourceFor("rundll32").derive(row) };
      expect(
        active.filter(({ when }) => matcher(when, WINDOWS)(event)).map(({ id }) => id),
      ).toEqual([]);
    }
  });

  test("what they hide of what could be called an attack is accepted, with a reason", () => {
    const said = active.flatMap((entry) =>
      acceptedBy(entry, ATTACKERS).map(({ what, reason }) => [entry.id, what, reason.length > 0]),
    );
    expect(said).toEqual([
      ["windows-installer-custom-action", "a Windows Installer package that is hostile", true],
      ["installer-custom-action", "a Windows Installer package that is hostile", true],
      ["shell-com-servers", "a class of the shell that a user re-registered", true],
      ...[
        "appx-shell-refresh",
        "autochk-task",
        "working-set-task",
        "disk-diagnostic-task",
        "startup-scan-task",
        "filtering-engine-task",
        "app-data-cleanup-task",
      ].map((id) => [id, "a bare module name, on a Windows that lacks the module", true]),
      ["lock-workstation", "locking the screen", true],
    ]);
  });
});

describe("what counts as an attack", () => {
  test.each([
    ["rundll32 C:\\Users\\Public\\x.dll,a", true],
    ["rundll32 c:/users/public/x.dll,a", true],
    ["rundll32 C:\\Windows\\System32\\..\\Temp\\x.dll,a", true],
    ["rundll32 \\\\h\\s\\x,a", true],
    ["rundll32 x,a", true],
    ["rundll32 comsvcs.dll,#65560 1 x full", true],
    ["rundll32 C:\\Windows\\System32\\shell32.dll,ShellExec_RunDLL x", true],
    ["rundll32 javascript:x", true],
    ["rundll32 shell32.dll,Control_RunDLLAsUserW C:\\Users\\Public\\x.cpl", true],
    ["rundll32 shell32.dll,Control_RunDLL C:\\Windows\\System32\\../../Users/Public/x.cpl", true],
    ["rundll32 shell32.dll,Control_RunDLL C:\\Windows\\System32\\Tasks:x.cpl", true],
    ["rundll32 shell32.dll,Control_RunDLL C:\\Windows\\System32\\main.cpl,@1", false],
    ["rundll32 shell32.dll,Control_RunDLL", false],
    ["rundll32 C:\\Windows\\System32\\shell32.dll,RunAsNewUser_RunDLL", false],
    ["rundll32 C:\\Windows\\Installer\\MSI1.tmp,zzzz", false],
    ["rundll32", false],
    ["", false],
  ])("%s: %s", (text, expected) => {
    expect(findAbuse(parseRundll32(text)) !== undefined).toBe(expected);
  });
});

/** An entry's condition without what it says of a field; undefined where nothing is left. */
function without(when: Condition, left: string): Condition | undefined {
  if ("not" in when) return when;
  if ("all" in when) return rest(when.all, left, (all) => ({ all }));
  if ("any" in when) return rest(when.any, left, (any) => ({ any }));
  return when.field === left ? undefined : when;
}

function rest(
  parts: readonly Condition[],
  left: string,
  as: (parts: Condition[]) => Condition,
): Condition | undefined {
  const kept = parts.flatMap((part) => without(part, left) ?? []);
  return kept.length > 0 ? as(kept) : undefined;
}
