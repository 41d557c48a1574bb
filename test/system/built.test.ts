import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtHunts, hunts, jsonLines, temporary } from "./cli.ts";

const stored = (out: string) =>
  jsonLines(readFileSync(join(out, "resources.jsonl"), "utf8")).map(
    ({ put }) => (put as { id: string; name: string }).id,
  );

describe("the built command line, in a process of its own, does what the tests run in theirs", () => {
  test.each([
    [["--version"], 0],
    [["run", "--help"], 0],
    [["run", "--dry-runn"], 2],
    [["run", "--data", "/nowhere", "--out", join(temporary(), "out")], 2],
    [["query", "--json", "print a = 1, b = 'x'"], 0],
    [["check"], 0],
  ])("%j", async (args, code) => {
    const built = await builtHunts(args);
    expect(built.code).toBe(code);
    expect(built).toEqual(await hunts(args));
  });

  test("a run: the same text, exit code and resources; settings come from its environment", async () => {
    const [out, other] = [temporary(), temporary()];
    const settings = { IGNORE_COMMAND_LINES: "comsvcs.dll; socks.dat" };
    const built = await builtHunts(["run", "--out", out], settings);
    const here = await hunts(["run", "--out", other], settings);
    expect(built).toMatchObject({ code: 0, err: "" });
    expect(built.out.replaceAll(out, "OUT")).toBe(here.out.replaceAll(other, "OUT"));
    expect(built.out).toContain("by IGNORE_COMMAND_LINES#2");
    expect(stored(out)).toEqual(stored(other));
    expect(readFileSync(join(out, "report.html"), "utf8")).toBe(
      readFileSync(join(other, "report.html"), "utf8"),
    );
  });
});
