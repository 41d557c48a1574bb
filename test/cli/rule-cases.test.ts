import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadContent } from "../../src/cli/content.ts";
import { testRules } from "../../src/cli/rule-cases/run-cases.ts";
import type { Environment } from "../../src/settings/settings.ts";
import { CMD, RULES, RUNDLL32, security, sysmon } from "../harness.ts";

const TIME = "2026-01-01T10:00:00Z";
const MODULE = "C:\\ProgramData\\a.dll";
const SHELL = sysmon(TIME, CMD, "cmd.exe /c whoami", RUNDLL32, `rundll32.exe ${MODULE},Start`);

/** What the cases of rundll32-command-shell that are given fail by. */
async function failuresOf(
  cases: Readonly<Record<string, readonly object[]>>,
  environment: Environment = {},
  list = "",
  when = "",
): Promise<unknown> {
  const folder = join(mkdtempSync(join(tmpdir(), "rules-")), "rules");
  cpSync(RULES, folder, { recursive: true });
  rmSync(join(folder, "rundll32-lolbin"), { recursive: true });
  rmSync(join(folder, "ignore-lists/rundll32-lolbin.yaml"));
  const events = join(folder, "rundll32-command-shell/events");
  rmSync(events, { recursive: true });
  mkdirSync(events);
  for (const [name, [head = {}, ...rows]] of Object.entries(cases)) {
    const lines = [{ case: name, source: "made for this test", ...head }, ...rows].map((row) =>
      JSON.stringify(row),
    );
    writeFileSync(join(events, `${name}.ndjson`), lines.join("\n"));
  }
  writeFileSync(join(folder, "ignore-lists/mine.yaml"), `entries: [${list}]\n`);
  const rule = join(folder, "rundll32-command-shell/rule.yaml");
  if (when !== "")
    writeFileSync(
      rule,
      readFileSync(rule, "utf8").replace(
        "    known: [ParentCommandLine]\n",
        (known) => `${known}    when: ${when}\n`,
      ),
    );
  const { results } = await testRules(loadContent({ rules: folder, environment }));
  return Object.fromEntries(results.map(({ name, failures }) => [name, failures]));
}

test("a hit that is none says what became of it: not returned, unanswered, or shown after all", async () => {
  const other = sysmon(TIME, "C:\\Windows\\notepad.exe", "notepad", RUNDLL32, "rundll32.exe x,y");
  expect(
    await failuresOf({
      "hit-found": [{}, SHELL],
      "hit-other-program": [{}, other],
      "hit-no-parent-line": [{}, security(TIME, CMD, "cmd.exe /c dir", RUNDLL32)],
      "hit-two": [{ findings: 2 }, SHELL],
      "miss-found": [{ suppressed: ["run-as-different-user"] }, SHELL],
      "miss-unknown-entry": [{ suppressed: ["run-as"] }, SHELL],
      "miss-inactive-entry": [{ suppressed: ["faithful-seed-exclusions"] }, SHELL],
    }),
  ).toEqual({
    "hit-found": [],
    "hit-other-program": ["findings: none, expected 1; the query returned no row of its 1 event"],
    "hit-no-parent-line": [
      expect.stringMatching(/^findings: none, expected 1; unanswered: \w+ is not known$/),
    ],
    "hit-two": ["findings: 1, expected 2; the query returned 1 row"],
    "miss-found": [
      'findings: 1, expected none; a finding is "cmd.exe /c whoami"',
      expect.stringMatching(
        /^suppressed by: none, expected run-as-different-user; run-as-different-user: ParentRundll32\w+ equals ".*" does not hold for ".*"$/,
      ),
    ],
    "miss-unknown-entry": [
      expect.any(String),
      "suppressed by: none, expected run-as; there is no entry run-as",
    ],
    "miss-inactive-entry": [
      expect.any(String),
      "suppressed by: none, expected faithful-seed-exclusions; faithful-seed-exclusions is not active",
    ],
  });
});

test("a hit that the refinement does not want says which part of it does not hold", async () => {
  const when =
    "{ all: [{ field: Process, op: endsWith, value: cmd.exe }, { field: CommandLine, op: contains, value: hidden }] }";
  expect(await failuresOf({ "hit-unwanted": [{}, SHELL] }, {}, "", when)).toEqual({
    "hit-unwanted": [
      'findings: none, expected 1; unwanted: hunt.refine.when: CommandLine contains "hidden" does not hold for "cmd.exe /c whoami"',
    ],
  });
});

test("a hit that an entry hides names it, where it stands and the ways out; where the case says so it is none", async () => {
  const when = `{ field: ParentRundll32Module, op: equals, value: '${MODULE}' }`;
  const mine = `{ id: mine, title: t, reason: r, owner: o, permanent: true, rules: all, when: ${when} }`;
  expect(
    await failuresOf(
      {
        "hit-hidden": [{ parentLine: "own" }, SHELL],
        "hit-meant": [{ findings: 0, suppressed: ["mine"] }, SHELL],
      },
      {},
      mine,
    ),
  ).toEqual({
    "hit-hidden": [
      expect.stringMatching(
        /^findings: none, expected 1; hidden by the ignore entry mine \(.*ignore-lists\/mine\.yaml:1:11\): make it more specific, .*write in its first line "findings": 0, "suppressed": \["mine"\]; if the rule ships .*--entries shipped$/,
      ),
    ],
    "hit-meant": [],
  });
});

test("a term of the settings that hides one is named with its text and setting", async () => {
  expect(
    await failuresOf({ "hit-hidden": [{}, SHELL] }, { IGNORE_COMMAND_LINES: "payload.dll;whoami" }),
  ).toEqual({
    "hit-hidden": [
      expect.stringContaining(
        'hidden by the term "whoami" (IGNORE_COMMAND_LINES#2): set it for another rule only',
      ),
    ],
  });
});

test("a case says what its only finding must score and become", async () => {
  const other = sysmon("2026-01-01T11:00:00Z", CMD, "cmd.exe /c dir", RUNDLL32, "rundll32.exe a,b");
  const none = sysmon(TIME, "C:\\Windows\\notepad.exe", "notepad", RUNDLL32, "rundll32.exe x,y");
  expect(
    await failuresOf({
      "hit-as-expected": [{ score: 41, severity: "Low", delivery: "incident" }, SHELL],
      "hit-otherwise": [{ score: 0, severity: "High", delivery: "bookmark" }, SHELL],
      "hit-two": [{ findings: 2, severity: "Low" }, SHELL, other],
      "miss-none": [{ score: 1 }, none],
      "hit-none": [{ score: 1 }, none],
    }),
  ).toEqual({
    "hit-as-expected": [],
    "hit-otherwise": [
      "score: 41, expected 0",
      "severity: Low, expected High",
      "delivery: incident, expected bookmark",
    ],
    "hit-two": ["severity: 2 findings, expected Low"],
    "miss-none": ["score: 0 findings, expected 1"],
    "hit-none": ["findings: none, expected 1; the query returned no row of its 1 event"],
  });
});
