import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { hunts, temporary } from "./cli.ts";

const isThere = (shell: string) =>
  spawnSync(shell, ["--version"], { stdio: "ignore" }).status === 0;
const folder = temporary();
const scriptOf = (shell: string) => join(folder, `hunts.${shell}`);

beforeAll(async () => {
  for (const shell of ["bash", "zsh", "fish", "powershell"]) {
    const { code, out } = await hunts(["completion", shell]);
    expect(code).toBe(0);
    writeFileSync(scriptOf(shell), out);
  }
});

describe.runIf(isThere("bash"))("in bash", () => {
  /** What bash offers for the last word of a line. */
  const offered = (line: string) => {
    const words = line.split(" ").map((word) => `'${word}'`);
    const script = `source '${scriptOf("bash")}'; COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}; _hunts; echo "\${COMPREPLY[@]}"`;
    return execFileSync("bash", ["--norc", "-c", script], { encoding: "utf8" })
      .trim()
      .split(" ")
      .filter(Boolean);
  };

  test.each([
    ["hunts r", ["run", "retract"]],
    ["hunts ignore ", ["list", "preview", "attack", "suggest", "--help"]],
    ["hunts ignore attack --s", ["--seed"]],
    ["hunts run --dr", ["--dry-run"]],
    ["hunts run --rule rundll32-lolbin --fail", ["--fail-on-findings"]],
    ["hunts completion f", ["fish"]],
    ["hunts new r", ["rule"]],
    ["hunts query --format js", ["json", "jsonl"]],
    ["hunts query --format csv --max-s", ["--max-seconds"]],
    // The value of an option: nothing of ours, so that bash offers files.
    ["hunts run --data ", []],
    ["hunts run --rule run", []],
    ["hunts nowhere --xy", []],
  ])("%s<TAB>: %j", (line, expected) => {
    expect(offered(line)).toEqual(expected);
  });
});

describe.runIf(isThere("fish"))("in fish", () => {
  const offered = (line: string) =>
    execFileSync(
      "fish",
      ["--no-config", "-c", `source '${scriptOf("fish")}'; complete -C '${line}'`],
      { encoding: "utf8" },
    )
      .trim()
      .split("\n")
      .map((one) => one.split("\t")[0]);

  test.each([
    ["hunts re", ["retract"]],
    ["hunts ignore at", ["attack"]],
    ["hunts ignore attack --se", ["--seed"]],
    ["hunts run --dr", ["--dry-run"]],
    ["hunts completion f", ["fish"]],
    ["hunts query --format c", ["csv"]],
  ])("%s<TAB>: %j", (line, expected) => {
    expect(offered(line)).toEqual(expected);
  });
});

test.runIf(isThere("zsh"))("zsh can read its script", () => {
  expect(spawnSync("zsh", ["-f", "-n", scriptOf("zsh")], { encoding: "utf8" })).toMatchObject({
    status: 0,
    stderr: "",
  });
});

test.runIf(isThere("pwsh"))("PowerShell can read its script", () => {
  const read = `[scriptblock]::Create((Get-Content -Raw '${scriptOf("powershell")}')) | Out-Null`;
  expect(spawnSync("pwsh", ["-NoProfile", "-Command", read], { encoding: "utf8" })).toMatchObject({
    status: 0,
    stderr: "",
  });
});

test("a shell that is none of these is refused with those that are", async () => {
  expect(await hunts(["completion", "tcsh"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("bash, zsh, fish, powershell"),
  });
});
