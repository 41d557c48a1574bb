import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readBaseline } from "../../../src/cli/attack-report/baseline.ts";
import { conditionDigest } from "../../../src/cli/attack-report/condition-digest.ts";
import { isRed, type Judged } from "../../../src/cli/attack-report/judged.ts";
import { openBaseline } from "../../../src/cli/attack-report/open-baseline.ts";
import { problemText } from "../../../src/hunt/base/problem.ts";
import type { IgnoreEntry } from "../../../src/hunt/ignore/ignore.ts";

const DAY = 86_400_000;
const day = (from: number) => new Date(Date.now() + from * DAY).toISOString().slice(0, 10);

const ENTRY: IgnoreEntry = {
  id: "vendor",
  title: "t",
  reason: "r",
  origin: "lists/public.yaml:3:5",
  owner: "o",
  rules: "all",
  workspaces: "all",
  active: true,
  when: { field: "CommandLine", op: "contains", value: "Contoso" },
};
const LINE = 'rundll32 "C:\\Users\\Public\\x: #y.dll",Run Contoso';

const verdict = (entry: Partial<IgnoreEntry> = {}, line: string | null = LINE): Judged => ({
  entry: { ...ENTRY, ...entry },
  verdict:
    line === null
      ? { kind: "holds", tried: 1, allowed: [] }
      : {
          kind: "bypassed",
          tried: 1,
          witness: { line, abuse: "a", note: "", remedy: "r", rule: "x", rows: [], needs: [] },
        },
});

const newFile = () => join(mkdtempSync(join(tmpdir(), "baseline-")), "baseline.yaml");

/** The verdicts and what is said, with a file of these items. */
function compare(text: string, verdicts: readonly Judged[], entries = verdicts) {
  const baseline = newFile();
  writeFileSync(baseline, text);
  return open(baseline, verdicts, entries);
}

function open(baseline: string, verdicts: readonly Judged[], entries = verdicts, write = false) {
  const opened = openBaseline({ baseline, writeBaseline: write });
  const judged = verdicts.map(opened.judge);
  const said = opened.close(
    judged,
    entries.map(({ entry }) => entry),
  );
  const short = (lines: readonly Parameters<typeof problemText>[0][]) =>
    lines.map((one) => problemText(one).replaceAll(baseline, "FILE"));
  return {
    red: judged.map(isRed),
    problems: short(said.problems),
    notices: short(said.notices),
    isWritten: said.isWritten,
  };
}

const item = (fields: Readonly<Record<string, string>> = {}) => {
  const all = {
    entry: "vendor",
    condition: conditionDigest(ENTRY),
    witness: LINE,
    reason: "the list is public",
    owner: "soc",
    expires: day(30),
    ...fields,
  };
  const lines = Object.entries(all).map(([name, text]) => `    ${name}: ${JSON.stringify(text)}`);
  return `  -${lines.join("\n").slice(3)}\n`;
};
const file = (...items: readonly string[]) => `accepted:\n${items.join("")}`;

test("an item accepts the attack on its entry", () => {
  expect(compare(file(item()), [verdict()])).toEqual({
    red: [false],
    problems: [],
    notices: [],
    isWritten: false,
  });
});

const RENEW = "correct the entry, or run --write-baseline and say again why it is accepted";

test.each([
  [
    "the entry was edited",
    item(),
    verdict({ when: { field: "CommandLine", op: "contains", value: "Contos" } }),
    `FILE:2:5: the entry vendor was changed after this was accepted; ${RENEW}`,
  ],
  [
    "the entry is for more rules",
    item({ condition: conditionDigest({ ...ENTRY, rules: ["a"] }) }),
    verdict(),
    `FILE:2:5: the entry vendor was changed after this was accepted; ${RENEW}`,
  ],
  [
    "another attack gets through",
    item(),
    verdict({}, "rundll32 Contoso"),
    `FILE:2:5: another attack gets through vendor than the accepted one; ${RENEW}`,
  ],
  [
    "another program is started",
    item({ program: "C:\\Users\\Public\\rundll32.exe" }),
    verdict(),
    `FILE:2:5: another attack gets through vendor than the accepted one; ${RENEW}`,
  ],
  [
    "the last day is over",
    item({ expires: day(-1) }),
    verdict(),
    `FILE:2:5: the item for vendor ended on ${day(-1)}; ${RENEW}`,
  ],
])("%s: the attack counts again", (_, text, found, notice) => {
  expect(compare(file(text), [found])).toEqual({
    red: [true],
    problems: [],
    notices: [notice],
    isWritten: false,
  });
});

test("the last day is still a day", () => {
  expect(compare(file(item({ expires: day(0) })), [verdict()]).red).toEqual([false]);
});

test.each([
  ["no attack gets through", verdict({}, null), "no attack gets through vendor; remove the item"],
  [
    "the entry accepts it itself",
    verdict({ accepted: "known", expires: Date.now() + DAY }),
    "the entry vendor says itself that it is accepted; remove the item",
  ],
  [
    "there is no such entry",
    verdict({ id: "other" }, null),
    "there is no entry vendor any more; remove the item",
  ],
])("%s: the item is said to be idle", (_, found, notice) => {
  expect(compare(file(item()), [found])).toMatchObject({
    red: [false],
    notices: [`FILE:2:5: ${notice}`],
  });
});

test("an item for an entry that was not attacked this time is left alone", () => {
  const other = verdict({ id: "other" });
  expect(compare(file(item()), [other], [other, verdict()]).notices).toEqual([]);
});

test.each([
  ["reason", { reason: "FILL-IN (why?)" }, "reason"],
  ["owner", { owner: "FILL-IN" }, "owner"],
  ["both", { reason: "FILL-IN", owner: "FILL-IN" }, "reason and owner"],
])("an item whose %s nobody wrote is a problem and accepts nothing", (_, fields, names) => {
  expect(compare(file(item(fields)), [verdict()])).toMatchObject({
    red: [true],
    problems: [
      `FILE:2:5: the item for vendor says FILL-IN in ${names}; until then it accepts nothing; ` +
        "write why the attack is accepted, and by whom",
    ],
  });
});

test.each([
  ["no expiry", file(item()).replace(/ {4}expires.*\n/, ""), "FILE:2:5: accepted.0.expires"],
  ["a digest of another kind", file(item({ condition: "md5:0" })), "accepted.0.condition"],
  ["a field that is not known", file(item({ because: "x" })), "accepted.0.because"],
  ["__proto__", file(item({ __proto__: "x" })).replace("owner:", "__proto__:"), "__proto__"],
  ["no list", "accepted: 3\n", "FILE:1:11: accepted"],
  ["no YAML", "accepted: [", "FILE:"],
  ["nothing", "", "FILE:1:1"],
])("a file with %s is refused with its place, and accepts nothing", (_, text, said) => {
  const { red, problems } = compare(text, [verdict()]);
  expect(red).toEqual([true]);
  expect(problems.join("\n")).toContain(said);
  expect(problems.every((one) => one.includes("the baseline accepts nothing"))).toBe(true);
});

test("a baseline that is not there is refused, and so is writing none", () => {
  expect(() => openBaseline({ baseline: "gone.yaml" })).toThrow("there is no baseline gone.yaml");
  expect(() => openBaseline({ writeBaseline: true })).toThrow("--write-baseline writes no file");
});

test("it is written with what gets through, to be filled in", () => {
  const baseline = newFile();
  const all = [
    verdict(),
    verdict({ id: "plain", unverified: "x" }),
    verdict({ id: "off", active: false }),
  ];
  expect(open(baseline, all, all, true)).toEqual({
    red: [true, false, false],
    problems: [],
    notices: [
      "FILE: 1 item added, 0 kept, 0 removed; fill in the reason and the owner of each: until " +
        "then it accepts nothing",
    ],
    isWritten: true,
  });
  expect(
    readFileSync(baseline, "utf8"),
  ).toBe(`# Attacks on ignore entries that are accepted (docs/ci.md)
accepted:
  - entry: vendor
    condition: ${conditionDigest(ENTRY)}
    witness: 'rundll32 "C:\\Users\\Public\\x: #y.dll",Run Contoso'
    reason: FILL-IN (why is it accepted?)
    owner: FILL-IN
    expires: ${day(90)}
`);
  expect(open(baseline, all).red).toEqual([true, false, false]);
  const filled = readFileSync(baseline, "utf8").replace(/FILL-IN.*/g, "yes");
  writeFileSync(baseline, filled);
  expect(open(baseline, all)).toMatchObject({
    red: [false, false, false],
    problems: [],
    notices: [],
  });
});

test("written again, it keeps what fits with its comments, and drops what fits nothing", () => {
  const baseline = newFile();
  const gone = item({ entry: "gone" });
  const changed = item({ entry: "changed" });
  const unasked = item({ entry: "unasked" });
  writeFileSync(baseline, `# ours\n${file(`  # because\n${item()}`, gone, changed, unasked)}`);
  const asked = [verdict(), verdict({ id: "changed", rules: ["a"] })];
  const { notices } = open(baseline, asked, [...asked, verdict({ id: "unasked" })], true);
  expect(notices[0]).toContain("1 item added, 2 kept, 2 removed");
  const written = readFileSync(baseline, "utf8");
  expect(written).toContain("# ours\naccepted:\n  # because\n  - entry:");
  expect(readBaseline(baseline).items.map(({ entry, reason }) => [entry, reason])).toEqual([
    ["vendor", "the list is public"],
    ["unasked", "the list is public"],
    ["changed", "FILL-IN (why is it accepted?)"],
  ]);
});

test("half-filled items are kept when it is written again", () => {
  const baseline = newFile();
  writeFileSync(baseline, file(item({ owner: "FILL-IN" })));
  open(baseline, [verdict()], [verdict()], true);
  expect(readBaseline(baseline).items).toMatchObject([{ reason: "the list is public" }]);
});

test("it is not written over mistakes", () => {
  const baseline = newFile();
  writeFileSync(baseline, "accepted: 3\n");
  expect(() => openBaseline({ baseline, writeBaseline: true })).toThrow(
    "not written over mistakes",
  );
  expect(readFileSync(baseline, "utf8")).toBe("accepted: 3\n");
});

test("a digest is that of what is hidden, for which rules, and of nothing else", () => {
  const swapped = { ...ENTRY, when: { value: "Contoso", op: "contains", field: "CommandLine" } };
  const same = [{ title: "x" }, { origin: "y:1" }, { expires: 3 }, swapped];
  for (const other of same)
    expect(conditionDigest({ ...ENTRY, ...other } as IgnoreEntry)).toBe(conditionDigest(ENTRY));
  const others: Partial<IgnoreEntry>[] = [
    { when: { not: ENTRY.when } },
    { when: { all: [ENTRY.when] } },
    { when: { any: [ENTRY.when] } },
    { rules: ["a"] },
    { workspaces: ["w"] },
  ];
  const digests = others.map((other) => conditionDigest({ ...ENTRY, ...other }));
  expect(new Set([...digests, conditionDigest(ENTRY)]).size).toBe(6);
});
