import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import * as nodeModule from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { Answers } from "../../src/kql/language/answers.ts";
import { ROOT, temporary } from "./cli.ts";

test("what the build recorded of the language service is what it answers now", async () => {
  const stored = JSON.parse(readFileSync(join(ROOT, "dist/answers.json"), "utf8")) as Answers;
  // A bundle of its own: what this process was told before is not asked again.
  const { importSource } = await import(
    pathToFileURL(join(ROOT, "scripts/import-source.mjs")).href
  );
  const { answers } = await importSource(`
    import { recordShipped } from "./src/cli/record-shipped.ts";
    export const answers = await recordShipped();
  `);
  expect(Object.keys(stored.answers).length).toBeGreaterThan(50);
  expect(JSON.parse(JSON.stringify(answers))).toEqual(stored);
});

/** Refuses to load the language service. */
const WITHOUT_SERVICE = `
  import Module from "node:module";
  const load = Module._load;
  Module._load = (id, ...rest) => {
    if (id.includes("Kusto.Language")) throw new Error("the language service is loaded");
    return load(id, ...rest);
  };
`;

function withoutService(...args: string[]) {
  const before = `data:text/javascript,${encodeURIComponent(WITHOUT_SERVICE)}`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--import", before, join(ROOT, "dist/hunts.mjs"), ...args],
    { cwd: ROOT, encoding: "utf8" },
  );
  return { status, stderr };
}

test.each([["run", "--out", temporary()], ["test"], ["check"]])(
  "the rules that ship need no language service: hunts %s",
  (...args) => {
    expect(withoutService(...args)).toEqual({ status: 0, stderr: "" });
  },
);

test("a query of one's own needs it", () => {
  expect(withoutService("query", "print 1").stderr).toContain("the language service is loaded");
});

test.skipIf(!("enableCompileCache" in nodeModule))(
  "compiled code is kept beside the program",
  () => {
    expect(withoutService("--version").status).toBe(0);
    expect(existsSync(join(ROOT, "dist/compiled"))).toBe(true);
  },
);
