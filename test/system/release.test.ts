import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./cli.ts";

const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  version: string;
};
const checkRelease = (...args: string[]) =>
  spawnSync(process.execPath, ["scripts/check-release.mjs", ...args], {
    cwd: ROOT,
    encoding: "utf8",
  });

test("the changelog has a dated heading of this version, as a release of its tag needs", () => {
  expect(checkRelease(`v${version}`)).toMatchObject({ status: 0, stderr: "" });
});

test("a tag of another version is refused", () => {
  expect(checkRelease("v9.9.9")).toMatchObject({
    status: 1,
    stderr: `the tag is v9.9.9, package.json says ${version}\n`,
  });
  expect(checkRelease()).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("the tag is missing"),
  });
});
