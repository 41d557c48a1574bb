import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Holder, holdFolder } from "../../src/files/hold.ts";

const temporary = () => mkdtempSync(join(tmpdir(), "hold-"));
const NOW = Date.now();
/** A process that has ended: its number is free. */
const ENDED = Number(execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }));

function leftIn(folder: string, content: string | Holder, age = 0): string {
  const path = join(folder, "hunts.lock");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  utimesSync(path, NOW / 1_000 - age, NOW / 1_000 - age);
  return path;
}

describe("a folder", () => {
  test("is taken once, and by the same process again", () => {
    const folder = temporary();
    const { own, path, leftBy } = holdFolder(folder);
    expect([own, leftBy, JSON.parse(readFileSync(path, "utf8"))]).toEqual([
      true,
      undefined,
      { pid: process.pid, host: hostname(), started: expect.any(Number) },
    ]);
    expect(holdFolder(folder).own).toBe(true);
  });

  test.each<[string, string | Holder, number]>([
    ["a process that lives", { pid: process.ppid, host: hostname(), started: NOW }, 3_600],
    [
      "a process of another machine, of which nothing is known",
      { pid: ENDED, host: "elsewhere", started: NOW },
      3_600,
    ],
    ["one that is about to write who it is", "", 0],
  ])("is not taken from %s", (_, content, age) => {
    const folder = temporary();
    const path = leftIn(folder, content, age);
    const before = readFileSync(path, "utf8");
    const holder = typeof content === "string" ? undefined : content;
    expect(holdFolder(folder)).toEqual({ path, holder, own: false, leftBy: undefined });
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  test.each<[string, string | Holder, number]>([
    ["a process that has ended", { pid: ENDED, host: hostname(), started: NOW }, 0],
    [
      "one that had this process's number",
      { pid: process.pid, host: hostname(), started: NOW - 86_400_000 },
      0,
    ],
    ["one from before the machine started", { pid: process.ppid, host: hostname(), started: 0 }, 0],
    ["one that never wrote who it was", "", 60],
    ["something else", "not json", 60],
  ])("is taken over from %s", (_, content, age) => {
    const folder = temporary();
    const path = leftIn(folder, content, age);
    const leftBy = typeof content === "string" ? undefined : content;
    expect(holdFolder(folder)).toMatchObject({ own: true, leftBy });
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ pid: process.pid });
    expect(existsSync(`${path}.claim`)).toBe(false);
  });

  test("is not taken over while another process does so; a claim that was left is none", () => {
    const folder = temporary();
    const path = leftIn(folder, { pid: ENDED, host: hostname(), started: NOW });
    writeFileSync(
      `${path}.claim`,
      JSON.stringify({ pid: process.ppid, host: hostname(), started: NOW }),
    );
    expect(holdFolder(folder).own).toBe(false);
    writeFileSync(`${path}.claim`, JSON.stringify({ pid: ENDED, host: hostname(), started: NOW }));
    expect(holdFolder(folder).own).toBe(true);
    expect(existsSync(`${path}.claim`)).toBe(false);
  });

  test("whose lock cannot be replaced is an error that names it", () => {
    const folder = temporary();
    mkdirSync(join(folder, "hunts.lock"));
    utimesSync(join(folder, "hunts.lock"), 0, 0);
    expect(() => holdFolder(folder)).toThrow(
      expect.objectContaining({ path: join(folder, "hunts.lock") }),
    );
    expect(existsSync(join(folder, "hunts.lock.claim"))).toBe(false);
  });
});
