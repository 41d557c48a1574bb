import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ignoreList } from "../../src/cli/commands/ignore.ts";
import { ignorePreview } from "../../src/cli/commands/ignore-preview.ts";
import { run } from "../../src/cli/commands/run.ts";
import { sysmon } from "../harness.ts";
import { type Heard, heard } from "./heard.ts";

const temporary = () => mkdtempSync(join(tmpdir(), "hunts-"));
const data = temporary();
const start = sysmon(
  "2024-01-01T10:00:00Z",
  "C:\\rundll32.exe",
  "rundll32 a.dll,b",
  "C:\\x.exe",
  "x.exe",
);
writeFileSync(join(data, "WindowsEvent.jsonl"), JSON.stringify(start));

const hunt = (out: string, more: object = {}): Promise<Heard> =>
  heard((terminal) => run({ rule: "rundll32-lolbin", data, out, ...more }, terminal));

describe("--out that cannot be written", () => {
  test.each<[string, (folder: string) => string, string]>([
    ["a file", (folder) => withFile(folder), " is not a folder; "],
    [
      "a folder below a file",
      (folder) => join(withFile(folder), "below"),
      "file is not a folder; ",
    ],
    [
      "a name that is too long",
      (folder) => join(folder, "x".repeat(300)),
      " has a name that is too long; ",
    ],
  ])("%s", async (_, make, message) => {
    const { code, out, err } = await hunt(make(temporary()));
    expect([code, out, err.split("\n").length]).toEqual([2, "", 1]);
    expect(err).toContain(`--out: `);
    expect(err).toContain(message);
  });

  test.skipIf(process.platform !== "linux")("a folder in /proc is refused at once", async () => {
    const { code, err } = await hunt("/proc/hunts/out");
    expect([code, err]).toEqual([
      2,
      "--out: /proc/hunts cannot be created; name a folder that you can write to",
    ]);
  });

  test("a report that is a folder: the run counts, and the exit code says what is missing", async () => {
    const out = temporary();
    mkdirSync(join(out, "report.html"));
    const first = await hunt(out);
    expect([first.code, first.out]).toEqual([
      1,
      expect.stringContaining("report.html: the report cannot be written: it is a folder; "),
    ]);
    const second = await hunt(out, { json: true });
    expect(second.out).toMatch(
      /"status":"existing"[\s\S]*\{"kind":"problem","where":"[^"]*report\.html"/,
    );
  });
});

describe("what is kept in --out", () => {
  test.each<[string, string, string]>([
    [
      "ledger.json",
      "[]",
      "is not a ledger: it is not what a ledger has there; move it elsewhere to begin a new one, or name another folder with --out",
    ],
    [
      "ledger.json",
      '{"version":9}',
      "has version 9, this program reads version 1; use the program that wrote it, or name another folder with --out",
    ],
    [
      "resources.jsonl",
      "5\n",
      "resources.jsonl:1 is not a stored resource; move it elsewhere to start again, or name another with --out",
    ],
  ])("a %s of %j is refused in one line", async (file, text, message) => {
    const out = temporary();
    writeFileSync(join(out, file), text);
    const { code, err } = await hunt(out);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect(err.split("\n")).toHaveLength(1);
    expect(readFileSync(join(out, file), "utf8")).toBe(text);
  });

  test("a dry run, a list and a preview read it and make nothing", async () => {
    const out = join(temporary(), "nothing");
    expect((await hunt(out, { dryRun: true })).code).toBe(0);
    expect((await heard((terminal) => ignoreList({ out }, terminal))).code).toBe(0);
    expect((await heard((terminal) => ignorePreview("x.dll", { data, out }, terminal))).code).toBe(
      0,
    );
    expect(existsSync(out)).toBe(false);
    const file = withFile(temporary());
    for (const { code, err } of [
      await hunt(file, { dryRun: true }),
      await heard((terminal) => ignoreList({ out: file }, terminal)),
    ])
      expect([code, err]).toEqual([2, expect.stringContaining("is below a file")]);
  });

  test("resources that are gone while the ledger knows them: told, with what to do; without the ledger there is nothing to tell", async () => {
    const out = temporary();
    await hunt(out);
    rmSync(join(out, "resources.jsonl"));
    const { code, out: text } = await hunt(out);
    expect(code).toBe(1);
    expect(text).toContain("is missing; ");
    expect(text).toMatch(
      /ledger\.json lists 1 finding whose resources were in it, and they count as deleted by an analyst; restore it, or delete /,
    );
    expect(text).toContain("removed 4");
    rmSync(join(out, "ledger.json"));
    const again = await hunt(out);
    expect([again.code, again.out]).toEqual([0, expect.stringContaining("new 4")]);
    expect(readdirSync(out).filter((name) => name !== "hunts.lock")).toEqual([
      "ledger.json",
      "report.html",
      "resources.jsonl",
    ]);
  });
});

function withFile(folder: string): string {
  writeFileSync(join(folder, "file"), "");
  return join(folder, "file");
}
