import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check } from "../../src/cli/commands/check.ts";
import { doctor } from "../../src/cli/commands/doctor.ts";
import { ignoreList } from "../../src/cli/commands/ignore.ts";
import { ignoreAttack } from "../../src/cli/commands/ignore-attack.ts";
import { ignorePreview } from "../../src/cli/commands/ignore-preview.ts";
import { run } from "../../src/cli/commands/run.ts";
import { test as testCases } from "../../src/cli/commands/test.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { RULES, sysmon } from "../harness.ts";
import { heard } from "./heard.ts";

const temporary = () => mkdtempSync(join(tmpdir(), "hunts-"));

function dataFolder(): string {
  const data = temporary();
  const row = sysmon(
    "2024-01-01T10:00:00Z",
    "C:\\rundll32.exe",
    "rundll32 a.dll,b",
    "C:\\x.exe",
    "x.exe",
  );
  writeFileSync(join(data, "WindowsEvent.jsonl"), JSON.stringify(row));
  return data;
}

const data = dataFolder();
const COMMANDS: Readonly<
  Record<string, (rules: string, terminal: Terminal) => number | Promise<number>>
> = {
  run: (rules, terminal) => run({ rules, data, out: temporary() }, terminal),
  check: (rules, terminal) => check([], { rules }, terminal),
  test: (rules, terminal) => testCases({ rules }, terminal),
  doctor: (rules, terminal) => doctor({ rules, data }, terminal),
  "ignore list": (rules, terminal) => ignoreList({ rules, out: temporary() }, terminal),
  "ignore attack": (rules, terminal) => ignoreAttack(["one"], { rules }, terminal),
  "ignore preview": (rules, terminal) =>
    ignorePreview("x.dll", { rules, data, out: temporary() }, terminal),
};

describe.each(Object.entries(COMMANDS))("hunts %s --rules", (_, command) => {
  test.each<[string, (folder: string) => string, string]>([
    ["nowhere", (folder) => join(folder, "nowhere"), "there is no folder "],
    ["a file", (folder) => withFile(folder), " is not a folder"],
    ["a folder below a file", (folder) => join(withFile(folder), "x"), " is not a folder"],
    ["an empty folder", (folder) => folder, " contains no rule"],
    ["a folder of other things", () => join(RULES, "..", "src"), " contains no rule"],
  ])("%s: exit code 2 and one line", async (_name, make, message) => {
    const { code, out, err } = await heard((terminal) => command(make(temporary()), terminal));
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(message);
    expect(err).toContain("; name the folder of the rules with --rules");
    expect(err.split("\n")).toHaveLength(1);
  });

  test("a rule that is a folder: told, exit code 1, the others go on over the parsers that ship", async () => {
    const folder = broken();
    const { code, out } = await heard((terminal) => command(folder, terminal));
    expect(code).toBe(1);
    expect(out).toContain(`${folder}/bad/rule.yaml: is a folder, not a file`);
    expect(out).not.toContain("asim");
    expect(out.split("\n").length).toBeGreaterThan(2);
  });
});

function withFile(folder: string): string {
  writeFileSync(join(folder, "file"), "");
  return join(folder, "file");
}

const ENTRY =
  "{ id: one, title: t, reason: r, owner: o, permanent: true, rules: all, when: { field: CommandLine, op: contains, value: known.dll } }";

/**
 * Rules with a case of each kind, the parsers and a list of one entry: the shipped lists take
 * seconds to be attacked.
 */
function smallRules(): string {
  const folder = join(temporary(), "rules");
  const few = (path: string) =>
    !path.endsWith(".ndjson") ||
    /(hit-powershell|miss-pwsh|hit-no-argument|miss-dllhost)\.ndjson$/.test(path);
  for (const name of ["asim", "rundll32-command-shell", "rundll32-lolbin"])
    cpSync(join(RULES, name), join(folder, name), { recursive: true, filter: few });
  mkdirSync(join(folder, "ignore-lists"));
  writeFileSync(join(folder, "ignore-lists/one.yaml"), `entries:\n  - ${ENTRY}\n`);
  return folder;
}

/** Rules without parsers, and one that is a folder. */
function broken(): string {
  const folder = smallRules();
  rmSync(join(folder, "asim"), { recursive: true });
  mkdirSync(join(folder, "bad", "rule.yaml"), { recursive: true });
  return folder;
}

describe("beside the rules", () => {
  function changed(change: (folder: string) => void): string {
    const folder = smallRules();
    change(folder);
    return folder;
  }

  test.each(["check", "test", "run"])(
    "%s: a parser that cannot be read is told with its place; what does not call it goes on",
    async (name) => {
      const folder = changed((rules) => {
        writeFileSync(join(rules, "asim", "zz.kql"), "let zz = (a: string) {\n  T | where\n};");
        mkdirSync(join(rules, "asim", "folder.kql"));
      });
      const { code, out } = await heard((terminal) => COMMANDS[name]!(folder, terminal));
      expect(code).toBe(1);
      expect(out).toMatch(
        /asim\/zz\.kql:2:12: .*; correct the function; nothing can call it until then/,
      );
      expect(out).toContain("asim/folder.kql: is a folder, not a file");
      expect(out).toMatch(/4 passed|2 rules|1 finding/);
    },
  );

  test.each(["check", "test"])("%s: events that are no folder or no file", async (name) => {
    const folder = changed((rules) => {
      rmSync(join(rules, "rundll32-lolbin/events"), { recursive: true });
      writeFileSync(join(rules, "rundll32-lolbin/events"), "");
      mkdirSync(join(rules, "rundll32-command-shell/events/hit-folder.ndjson"));
      symlinkSync("nowhere", join(rules, "rundll32-command-shell/events/miss-link.ndjson"));
    });
    const { code, out } = await heard((terminal) => COMMANDS[name]!(folder, terminal));
    expect(code).toBe(1);
    expect(out).toContain("rundll32-lolbin/events: is not a folder; make it a folder with ");
    expect(out).toContain("hit-folder.ndjson: is a folder, not a file");
    expect(out).toContain("miss-link.ndjson: is a broken link");
  });

  test("ignore-lists that is a file is told, and nothing is hidden", async () => {
    const folder = changed((rules) => {
      rmSync(join(rules, "ignore-lists"), { recursive: true });
      writeFileSync(join(rules, "ignore-lists"), "");
    });
    const { code, out } = await heard((terminal) => check([], { rules: folder }, terminal));
    expect([code, out]).toEqual([
      1,
      expect.stringContaining(
        "ignore-lists: is not a folder that can be read; none of its entries hides anything",
      ),
    ]);
  });

  test("a link to a rule's folder is a rule; one to itself is told", async () => {
    const folder = changed((rules) => {
      const text = readFileSync(join(rules, "rundll32-lolbin/rule.yaml"), "utf8");
      mkdirSync(join(rules, "_kept"));
      writeFileSync(join(rules, "_kept/rule.yaml"), text.replace("365a889c", "465a889c"));
      symlinkSync("_kept", join(rules, "linked"));
      symlinkSync("circle", join(rules, "circle"));
    });
    const { out } = await heard((terminal) => check([], { rules: folder }, terminal));
    expect(out).toContain("3 rules, 1 ignore entry, ");
    expect(out).toContain("rules/circle: is a broken link; correct the link");
  });
});
