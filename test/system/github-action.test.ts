import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { runAction } from "../../src/cli/github/run-action.ts";
import { sarifErrors } from "../cli/ci/schemas.ts";
import { heard } from "../cli/heard.ts";
import { hunts, ROOT, temporary } from "./cli.ts";

interface Action {
  readonly inputs: Readonly<
    Record<string, { readonly required?: boolean; readonly default?: string }>
  >;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: {
    readonly steps: readonly {
      readonly uses?: string;
      readonly shell: string;
      readonly run: string;
      readonly env?: Readonly<Record<string, string>>;
    }[];
  };
}

const action = parse(readFileSync(join(ROOT, "action.yml"), "utf8")) as Action;
const repository = temporary();
const files = { summary: join(repository, "summary.md"), output: join(repository, "output.txt") };
const environment = {
  GITHUB_STEP_SUMMARY: files.summary,
  GITHUB_OUTPUT: files.output,
  INPUT_CONTENT: "soc",
  INPUT_BASELINE: "",
  INPUT_SARIF: "hunts.sarif",
};

const WEAK = `entries:
  - id: contoso
    title: Contoso's agent
    reason: It starts its own modules
    owner: soc
    expires: 2099-01-01
    rules: [rundll32-lolbin]
    when: { field: CommandLine, op: contains, value: "Contoso Agent, 100%" }
`;

/** A content folder with a weak entry, a case that fails and a rule that cannot run. */
beforeAll(async () => {
  const soc = join(repository, "soc");
  for (const name of ["downloads", "broken"])
    expect((await hunts(["new", "rule", name, "--content", soc])).code).toBe(0);
  const edit = (file: string, from: string, to: string) => {
    const path = join(soc, file);
    writeFileSync(path, readFileSync(path, "utf8").replace(from, to));
  };
  edit("broken/rule.yaml", 'CommandLine has "urlcache"', 'CommandLin has "urlcache"');
  edit("downloads/events/hit-example.ndjson", "certutil.exe -urlcache", "certutil.exe -f");
  mkdirSync(join(soc, "ignore-lists"));
  writeFileSync(join(soc, "ignore-lists/vendors.yaml"), WEAK);
});

const TOKEN = "0123456789abcdef";

/** Runs in the repository's folder, as GitHub's runner does. */
async function run(changed: Readonly<Record<string, string>> = {}) {
  const before = process.cwd();
  process.chdir(repository);
  try {
    for (const file of Object.values(files)) writeFileSync(file, "before\n");
    const environment_ = { ...environment, ...changed };
    return await heard((terminal) => runAction(environment_, terminal, TOKEN));
  } finally {
    process.chdir(before);
  }
}

test("a weak entry, a case that fails and a broken rule are annotated", async () => {
  const { code, out } = await run();
  expect(code).toBe(1);
  expect(out.split("\n").filter((line) => /^::(error|warning|notice)/.test(line))).toEqual([
    "::error file=soc/broken/rule.yaml,line=32,col=11,title=A rule's query cannot run::The name " +
      "'CommandLin' does not refer to any known column, table, variable or function; did you mean " +
      "CommandLine?",
    "::error file=soc/downloads/events/hit-example.ndjson,line=1,title=A case fails::downloads > " +
      "hit-example: findings: none, expected 1; the query returned no row of its 1 event; correct " +
      "the rule, the ignore entry or the case",
    expect.stringMatching(
      /^::error file=soc\/ignore-lists\/vendors\.yaml,line=2,col=5,title=An attack hides behind an ignore entry%3A ADE1-01 Substring Manipulation::an attack hides behind the ignore entry contoso: .*Contoso Agent, 100%25.*; bind the module \(Rundll32Module equals its whole path\)$/,
    ),
  ]);
  const groups = out.split("\n").filter((line) => /^::(group|endgroup|stop|0123)/.test(line));
  expect(groups).toEqual(
    ["hunts check", "hunts test", "hunts ignore attack"].flatMap((name) => [
      `::group::${name}`,
      `::stop-commands::${TOKEN}`,
      `::${TOKEN}::`,
      "::endgroup::",
    ]),
  );
  expect(out).toContain("1 entry attacked: 1 of those in force hides an attack");
  expect(readFileSync(files.output, "utf8")).toBe(
    "before\nsarif=hunts.sarif\nproblems=1\nfailed-cases=1\nbypassed=1\n",
  );
  const summary = readFileSync(files.summary, "utf8");
  expect(summary).toMatch(/^before\n## Hunts: failed\n/);
  expect(summary.match(/^\| soc.*$/gm)).toHaveLength(3);
  const log = JSON.parse(readFileSync(join(repository, "hunts.sarif"), "utf8"));
  expect(sarifErrors(log)).toBeNull();
  expect(
    log.runs[0].results.map((result: { ruleId: string; locations: unknown[] }) => [
      result.ruleId,
      result.locations,
    ]),
  ).toEqual(
    [
      ["query", "soc/broken/rule.yaml", { startLine: 32, startColumn: 11 }],
      ["failed-case", "soc/downloads/events/hit-example.ndjson", { startLine: 1 }],
      ["bypassed/ADE1-01", "soc/ignore-lists/vendors.yaml", { startLine: 2, startColumn: 5 }],
    ].map(([rule, uri, region]) => [
      rule,
      [{ physicalLocation: { artifactLocation: { uri, uriBaseId: "%SRCROOT%" }, region } }],
    ]),
  );
});

test.each([
  [{ INPUT_CONTENT: "gone" }, "gone"],
  [{ INPUT_CONTENT: "" }, "INPUT_CONTENT is not set"],
  [{ GITHUB_OUTPUT: "" }, "GITHUB_OUTPUT is not set"],
  [{ INPUT_SARIF: "a\nbypassed=0" }, "the input sarif has a line break"],
  [{ INPUT_BASELINE: "gone.yaml" }, "there is no baseline gone.yaml"],
])("%j: could not start", async (changed, said) => {
  const { code, err } = await run(changed);
  expect(code).toBe(2);
  expect(err).toContain(said);
});

/** The bash that GitHub runs for a step, without what installs. */
function runStep(values: Readonly<Record<string, string>>) {
  const step = action.runs.steps.at(-1);
  const env = Object.fromEntries(
    Object.entries(step?.env ?? {}).map(([name, text]) => [
      name,
      text.replace(
        /\$\{\{ inputs\.([\w-]+) \}\}/g,
        (_, input: string) => values[input] ?? action.inputs[input]?.default ?? "",
      ),
    ]),
  );
  const options = { cwd: repository, encoding: "utf8", stdio: "pipe" } as const;
  const given = { GITHUB_ACTION_PATH: ROOT, GITHUB_STEP_SUMMARY: files.summary };
  const all = { ...process.env, ...given, GITHUB_OUTPUT: files.output, ...env };
  return execFileSync("bash", ["-e", "-o", "pipefail", "-c", step?.run ?? ""], {
    ...options,
    env: all,
  });
}

test("the step of action.yml runs what is built; with the entry accepted and the rest corrected, green", () => {
  const soc = join(repository, "soc");
  const accepted = "    accepted: the agent is being replaced\n";
  writeFileSync(join(soc, "ignore-lists/vendors.yaml"), `${WEAK}${accepted}`);
  const path = join(soc, "broken/rule.yaml");
  writeFileSync(path, readFileSync(path, "utf8").replace("CommandLin has", "CommandLine has"));
  const events = join(soc, "downloads/events/hit-example.ndjson");
  writeFileSync(
    events,
    readFileSync(events, "utf8").replace("certutil.exe -f", "certutil.exe -urlcache"),
  );
  appendFileSync(files.summary, "");
  const out = runStep({ content: "soc" });
  expect(out.match(/^::error/gm)).toBeNull();
  expect(out).toContain("bypassed  contoso (accepted)");
  const log = JSON.parse(readFileSync(join(repository, "hunts.sarif"), "utf8"));
  expect(sarifErrors(log)).toBeNull();
  expect(log.runs[0].results).toEqual([
    expect.objectContaining({
      ruleId: "bypassed/ADE1-01",
      level: "note",
      suppressions: [
        { kind: "inSource", status: "accepted", justification: "the agent is being replaced" },
      ],
    }),
  ]);
});

test("action.yml fetches nothing but packages, puts no input into a script, and names real outputs", () => {
  const { steps } = action.runs;
  expect(steps.filter(({ uses }) => uses)).toEqual([]);
  expect(steps.filter(({ run: text }) => text.includes("${{"))).toEqual([]);
  expect(steps[0]?.run).toBe('npm ci --no-audit --no-fund --prefix "$GITHUB_ACTION_PATH"');
  expect(Object.keys(action.outputs).sort()).toEqual([
    "bypassed",
    "failed-cases",
    "problems",
    "sarif",
  ]);
  expect(Object.values(action.outputs).map(({ value }) => value)).toEqual(
    Object.keys(action.outputs).map((name) => `\${{ steps.hunts.outputs.${name} }}`),
  );
});
