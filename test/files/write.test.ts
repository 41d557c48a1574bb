import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findFileFault } from "../../src/files/file-fault.ts";
import { makeFolder, replaceFile } from "../../src/files/write.ts";

const temporary = () => mkdtempSync(join(tmpdir(), "files-"));

function faultOf(action: () => void) {
  try {
    action();
  } catch (error) {
    return findFileFault(error);
  }
  return undefined;
}

describe("a folder", () => {
  test("is made with those above it, and may be there", () => {
    const path = join(temporary(), "a", "b", "c");
    makeFolder(path);
    makeFolder(path);
    expect(existsSync(path)).toBe(true);
  });

  test("cannot be made where a file is, or below one", () => {
    const folder = temporary();
    writeFileSync(join(folder, "file"), "");
    expect(faultOf(() => makeFolder(join(folder, "file")))).toMatchObject({
      path: join(folder, "file"),
    });
    expect(faultOf(() => makeFolder(join(folder, "file", "below")))).toMatchObject({
      path: join(folder, "file"),
    });
  });

  test.skipIf(process.platform !== "linux")(
    "cannot be made in /proc, and that is said at once",
    () => {
      expect(faultOf(() => makeFolder("/proc/hunts/out"))).toMatchObject({ path: "/proc/hunts" });
    },
  );
});

describe("a file is written as a whole", () => {
  test("nothing stays beside it", () => {
    const folder = temporary();
    replaceFile(join(folder, "a"), "one");
    replaceFile(join(folder, "a"), "two");
    expect([readdirSync(folder), readFileSync(join(folder, "a"), "utf8")]).toEqual([["a"], "two"]);
  });

  test("what cannot take its place leaves what is there, and names it", () => {
    const folder = temporary();
    mkdirSync(join(folder, "a"));
    expect(faultOf(() => replaceFile(join(folder, "a"), "one"))).toMatchObject({
      path: join(folder, "a"),
    });
    expect(readdirSync(folder)).toEqual(["a"]);
  });
});

test("an error that is not the file system's is none of its faults", () => {
  expect([
    findFileFault(new TypeError("x")),
    findFileFault(Object.assign(new Error(), { code: "ENOENT" })),
    findFileFault("ENOENT"),
  ]).toEqual([undefined, undefined, undefined]);
});
