import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readText } from "../../src/files/read-text.ts";

function file(content: string | Buffer): string {
  const path = join(mkdtempSync(join(tmpdir(), "files-")), "a.yaml");
  writeFileSync(path, content);
  return path;
}

function refusal(path: string): string {
  const read = readText(path);
  return "problem" in read
    ? `${read.problem.where} ${read.problem.message}`.replace(path, "F")
    : `read: ${read.text}`;
}

describe("what is text", () => {
  test.each([
    ["UTF-8", Buffer.from("name: café ✓\n")],
    ["UTF-8 with a mark", Buffer.from("\ufeffname: café ✓\n")],
    ["UTF-16, little end first", Buffer.from("\ufeffname: café ✓\n", "utf16le")],
    ["UTF-16, big end first", Buffer.from("\ufeffname: café ✓\n", "utf16le").swap16()],
    ["a replacement character that was written as such", Buffer.from("name: café ✓\n")],
  ])("%s", (_, bytes) => {
    expect(readText(file(bytes))).toEqual({ text: "name: café ✓\n" });
  });

  test("a replacement character that somebody wrote is one", () => {
    expect(readText(file("\ufffd"))).toEqual({ text: "\ufffd" });
  });

  test.each([
    [
      "Windows-1252",
      Buffer.from("name: x\nowner: caf\xe9\n", "latin1"),
      "F:2:11 contains bytes that are not UTF-8",
    ],
    ["UTF-16 without a mark", Buffer.from("name: x", "utf16le"), "F:1:2 contains a NUL byte"],
    ["half a character of UTF-16", Buffer.from([0xfe, 0xff, 0x00]), "F is not text"],
    ["a byte of a mark", Buffer.from([0xff]), "F is not text"],
    [
      "a program",
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0x02, 0x01, 0x01, 0x00]),
      "F:1:8 contains a NUL byte",
    ],
  ])("%s is refused with its place", (_, bytes, message) => {
    expect(refusal(file(bytes))).toBe(message);
  });
});

describe("what is no file", () => {
  const folder = mkdtempSync(join(tmpdir(), "files-"));
  const at = (name: string) => join(folder, name);
  mkdirSync(at("folder"));
  symlinkSync("nowhere", at("dangling"));
  symlinkSync("circle", at("circle"));
  writeFileSync(at("file"), "");

  test.each([
    ["nothing", "F does not exist"],
    ["folder", "F is a folder, not a file"],
    ["dangling", "F is a broken link"],
    ["circle", "F is a link that leads back to itself"],
    ["file/below", "F is below a file, not a folder"],
    ["x".repeat(300), "F has a name that is too long"],
  ])("%.20s", (name, message) => {
    expect(refusal(at(name))).toBe(message);
  });

  test.skipIf(process.platform === "win32")("a pipe and a device are not waited for", () => {
    execFileSync("bash", ["-c", `mkfifo "$0"`, at("pipe")]);
    expect(refusal(at("pipe"))).toBe("F is a pipe, not a file");
    expect(refusal("/dev/zero")).toBe("F is a device, not a file");
  });

  test("a file that is too large is not read", () => {
    truncateSync(at("file"), 20 * 1024 * 1024);
    expect(refusal(at("file"))).toBe("F has 20 MB; at most 4 MB are read");
  });
});
