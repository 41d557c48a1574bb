import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hunts, jsonLines, temporary } from "./cli.ts";

describe("hunts ignore", () => {
  test("attack: the shipped entries hold; what is not active is attacked too, and told", async () => {
    const { code, out } = await hunts(["ignore", "attack"]);
    expect(code).toBe(0);
    expect(out).toContain("holds  run-as-different-user");
    expect(out).toContain("passed faithful-seed-exclusions (not active)\n       rundll32 ");
    expect(out).toContain("30 entries attacked, 0 that hide an attack");
  });

  test("attack: an active entry that hides an attack is exit code 1, with the line", async () => {
    const when = { field: "CommandLine", op: "contains", value: "Program Files" };
    const entry = { id: "vendors", title: "t", reason: "r", owner: "o", expires: "2099-01-01", rules: "all", when };
    const { code, out } = await hunts(["ignore", "attack", "vendors", "--json"], { IGNORE_ENTRIES: JSON.stringify([entry]) });
    expect(code).toBe(1);
    expect(jsonLines(out)).toEqual([
      {
        kind: "attack",
        entry: "vendors",
        active: true,
        accepted: [],
        line: expect.stringContaining("Program Files"),
        abuse: expect.any(String),
      },
    ]);
  });

  test("list: every entry with origin and end; what is near its end is announced", async () => {
    const soon = new Date(Date.now() + 2 * 86_400_000).toISOString();
    const when = { field: "Rundll32Module", op: "equals", value: "C:\\Program Files\\a.dll" };
    const entry = { id: "soon", title: "t", reason: "r", owner: "soc", expires: soon, rules: "all", when };
    const { code, out } = await hunts(["ignore", "list"], { IGNORE_ENTRIES: JSON.stringify([entry]), IGNORE_COMMAND_LINES: "payload.dll" });
    expect(code).toBe(0);
    expect(out).toContain("notice   app setting IGNORE_ENTRIES, entry 1: soon: the entry soon expires in 2 days");
    expect(out).toContain("IGNORE_COMMAND_LINES#1\n  no end, unverified, all rules");
    expect(out).toContain("32 entries");
  });

  test("preview: what an entry would hide, by day, host and user, with past incidents and the text to paste; nothing is written", async () => {
    const out = temporary();
    await hunts(["run", "--rule", "rundll32-command-shell", "--out", out]);
    const before = readFileSync(join(out, "resources.jsonl"), "utf8");
    const { code, out: text } = await hunts(["ignore", "preview", "cmd.exe", "--out", out]);
    expect(code).toBe(0);
    expect(text).toMatch(/rundll32-command-shell in local: hides \d+ events?, \d+ stay/);
    expect(text).toMatch(/ {2}by host: .*\d/);
    expect(text).toMatch(/ {2}past incident [0-9a-f-]{36}, open/);
    const pasted = text.trim().split("\n").at(-1)!;
    const again = await hunts(["ignore", "list"], { IGNORE_ENTRIES: pasted });
    expect([again.code, again.out]).toEqual([0, expect.stringContaining("name-it\n  until ")]);
    expect(readFileSync(join(out, "resources.jsonl"), "utf8")).toBe(before);
  });

  test("preview of a file that holds no entry is told", async () => {
    const path = join(temporary(), "list.yaml");
    writeFileSync(path, "entries: []\n");
    expect(await hunts(["ignore", "preview", path])).toMatchObject({ code: 2, err: expect.stringContaining("holds no entry") });
  });

  test("an entry that is not there is told, with the nearest", async () => {
    expect(await hunts(["ignore", "attack", "run-as-diferent-user"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("did you mean run-as-different-user?"),
    });
  });
});
