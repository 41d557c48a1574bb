import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ruleLanguage } from "../../src/cli/language.ts";
import { PARSERS_FOLDER } from "../../src/cli/paths.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { loadRules } from "../../src/rules/load.ts";
import { sourceFor } from "../../src/techniques/source.ts";
import { REGSVR32 } from "./regsvr32/index.ts";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(import.meta.dirname, "regsvr32");
const CONTENT = join(FOLDER, "content");
const CASE = join(CONTENT, "regsvr32-scripts/events/hit-remote-script.ndjson");
const INDEX = join(ROOT, "src/techniques/index.ts");

/** The index with the line that a new technique needs, and its import. */
function indexWith(name: string): string {
  const text = readFileSync(INDEX, "utf8");
  const added = text.replace(/(: readonly Technique\[\] = \[)/, `$1${name}, `);
  expect(added).not.toBe(text);
  return `import { ${name} } from ${JSON.stringify(join(FOLDER, "index.ts"))};\n${added}`;
}

/** The command line, built with one technique more: a folder, and a line in the index. */
describe("a technique is one folder and one line", () => {
  let folder: string;
  let main: (args: readonly string[], terminal: Terminal) => Promise<void>;
  /** What a command says, on both streams. */
  const hunts = async (...args: readonly string[]) => {
    let said = "";
    const out = (text: string) => {
      said += `${text}\n`;
    };
    const plain = { width: 120, colour: false, live: false, progress: () => undefined };
    await main(args, { ...plain, out, err: out });
    process.exitCode = undefined;
    return said;
  };

  beforeAll(async () => {
    mkdirSync(join(ROOT, "dist"), { recursive: true });
    folder = mkdtempSync(join(ROOT, "dist/.technique-"));
    await build({
      entryPoints: [join(ROOT, "src/cli/main.ts")],
      outfile: join(folder, "main.mjs"),
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      packages: "external",
      logLevel: "warning",
      plugins: [
        {
          name: "one-line-more",
          setup: ({ onLoad }) =>
            onLoad({ filter: /[\\/]src[\\/]techniques[\\/]index\.ts$/ }, () => ({
              contents: indexWith("REGSVR32"),
              loader: "ts",
              resolveDir: join(ROOT, "src/techniques"),
            })),
        },
      ],
    });
    ({ main } = await import(pathToFileURL(join(folder, "main.mjs")).href));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("its column reaches a case, a refinement and an ignore entry", async () => {
    const out = await hunts("test", "--rule", "regsvr32-scripts", "--content", CONTENT);
    expect(out).toContain("regsvr32-scripts: 1 hit and 2 miss cases\n3 passed, 0 failed");
    expect(await hunts("check", "--content", CONTENT)).toContain(" 0 problems");
  });

  test("and a finding: its score, its group, and the query of its incident", async () => {
    const data = mkdtempSync(join(tmpdir(), "hunts-"));
    const [, event = ""] = readFileSync(CASE, "utf8").split("\n");
    writeFileSync(join(data, "SecurityEvent.ndjson"), event);
    const out = join(data, "out");
    const given = ["--rule", "regsvr32-scripts", "--content", CONTENT, "--data", data];
    expect(await hunts("run", ...given, "--out", out)).toMatch(
      /incident created +Scripts run by regsvr32: ws1\.example\.com, http:\/\/192\.0\.2\.1/,
    );
    const written = readFileSync(join(out, "resources.jsonl"), "utf8");
    expect(written).toContain('| where CommandLine contains \\"http://192.0.2.1/a.sct\\"');
    expect(written).toContain("script without encryption +30");
  });

  test("one that has no attacker is not attacked, and this is said", async () => {
    expect(await hunts("ignore", "attack", "own-scripts", "--content", CONTENT)).toContain(
      "not attacked: no attacker for this program  own-scripts",
    );
  });

  test("without the line the rule is refused, and told what there is", () => {
    expect(loadRules([CONTENT], ruleLanguage(PARSERS_FOLDER)).problems).toEqual([
      {
        where: `${join(CONTENT, "regsvr32-scripts/rule.yaml")}:26:14`,
        message: "regsvr32 is not a known technique",
        remedy: "use one of rundll32, or none",
      },
    ]);
    expect(sourceFor(REGSVR32.program).columns).toEqual([]);
  });
});
