import { describe, expect, test } from "vitest";
import { BICEP, evaluate, literal, WITHOUT } from "./compiler.ts";

type Values = Readonly<Record<string, string>>;

/** What the template makes itself, in each case. */
const OWN = { WORKSPACES: "[]", AzureWebJobsStorage__accountName: "sthunts" };
/** With everything that Bicep, JSON or a shell could read as something else. */
const TUNED = `old.dll;C:\\Program Files\\b'c\\\${x}.dll;"a;b";[concat('x')]`;
const RECORD = "DEPLOYED_SETTINGS";

interface Case {
  readonly what: string;
  /** What the app has before the first deployment. */
  readonly before?: Values;
  readonly first: Values;
  /** What somebody then changes in the portal; null: takes away. */
  readonly portal?: Readonly<Record<string, string | null>>;
  readonly second: Values;
  /** The app's settings after the second deployment, but for the template's own and the record. */
  readonly after: Values;
  readonly kept?: readonly string[];
  readonly conflict?: readonly string[];
}

const CASES: readonly Case[] = [
  {
    what: "a new app gets what is given",
    first: { A: "1" },
    second: { A: "1" },
    after: { A: "1" },
  },
  {
    what: "an empty value is none",
    first: { A: "1", B: "" },
    second: { A: "1", B: "" },
    after: { A: "1" },
  },
  {
    what: "what is given anew is set",
    first: { A: "1" },
    second: { A: "2", B: "3" },
    after: { A: "2", B: "3" },
  },
  {
    what: "what is no more given goes",
    first: { A: "1", B: "2" },
    second: { A: "1" },
    after: { A: "1" },
  },
  {
    what: "an ignore list that was tuned in the portal survives, letter for letter",
    first: { IGNORE_COMMAND_LINES: "old.dll" },
    portal: { IGNORE_COMMAND_LINES: TUNED },
    second: { IGNORE_COMMAND_LINES: "old.dll", A: "1" },
    after: { IGNORE_COMMAND_LINES: TUNED, A: "1" },
    kept: ["IGNORE_COMMAND_LINES"],
  },
  {
    what: "a setting that was added in the portal survives, and one that the deployment never heard of",
    first: { A: "" },
    portal: { A: "portal", OTHER: "x" },
    second: { A: "" },
    after: { A: "portal", OTHER: "x" },
    kept: ["A", "OTHER"],
  },
  {
    what: "a setting that was taken away in the portal stays away",
    first: { A: "1", B: "2" },
    portal: { A: null },
    second: { A: "1", B: "2" },
    after: { B: "2" },
    kept: ["A"],
  },
  {
    what: "changed on both sides: the portal's value is kept, and named",
    first: { A: "1" },
    portal: { A: "portal" },
    second: { A: "2" },
    after: { A: "portal" },
    conflict: ["A"],
  },
  {
    what: "taken away in the portal and given anew: named too",
    first: { A: "1" },
    portal: { A: null },
    second: { A: "2" },
    after: {},
    conflict: ["A"],
  },
  {
    what: "changed on both sides to the same is no conflict",
    first: { A: "1" },
    portal: { A: "2" },
    second: { A: "2" },
    after: { A: "2" },
  },
  {
    what: "a dry app that an operator stopped stays dry",
    first: { DRY_RUN: "false" },
    portal: { DRY_RUN: "true" },
    second: { DRY_RUN: "false" },
    after: { DRY_RUN: "true" },
    kept: ["DRY_RUN"],
  },
  {
    what: "an app of an older version has no record: what differs is kept and named, what it lacks is set",
    before: { A: "live", B: "same", OLD: "x" },
    first: { A: "given", B: "same", C: "new" },
    second: { A: "given", B: "same", C: "new" },
    after: { A: "live", B: "same", C: "new", OLD: "x" },
    kept: ["A", "OLD"],
  },
  {
    what: "a record that somebody broke is no record: nothing of the portal is lost",
    first: { A: "1" },
    portal: { A: "portal", [RECORD]: "A= =B A=b=c {} \u001b" },
    second: { A: "1" },
    after: { A: "portal" },
    conflict: ["A"],
  },
  {
    what: "the template's own are set whatever the portal or the parameters say, and no other setting of the host's storage stays",
    before: {
      AzureWebJobsStorage: "a key",
      AzureWebJobsStorage__blobServiceUri: "https://x",
      workspaces: "y",
    },
    first: { WORKSPACES: "given" },
    portal: { WORKSPACES: "portal", AzureWebJobsStorage__tableServiceUri: "https://x" },
    second: { WORKSPACES: "given", AzureWebJobsStorage: "given" },
    after: {},
  },
  {
    what: "names are the same in any case",
    first: { Dry_Run: "true" },
    portal: { DRY_RUN: "false" },
    second: { dry_run: "true" },
    after: { DRY_RUN: "false" },
    kept: ["DRY_RUN"],
  },
];

const json = (value: unknown) => `json(${literal(JSON.stringify(value))})`;

/** Two deployments with a hand in the portal between them, and a third that changes nothing. */
function program({ before = {}, first, portal = {}, second }: Case, index: number): string[] {
  const gone = Object.keys(portal).filter((name) => portal[name] === null);
  const changed = Object.fromEntries(Object.entries(portal).filter(([, value]) => value !== null));
  const [one, hand, two] = [`one${index}`, `hand${index}`, `two${index}`];
  return [
    `var ${one} = settingsAfter(${json(before)}, ${json(first)}, own)`,
    `var ${hand} = union(toObject(filter(items(${one}), s => !contains(${json(gone)}, s.key)), s => s.key, s => s.value), ${json(changed)})`,
    `var ${two} = settingsAfter(${hand}, ${json(second)}, own)`,
    `param case${index} = {`,
    `  after: ${two}`,
    `  again: settingsAfter(${two}, ${json(second)}, own)`,
    `  kept: namesWith('kept', ${hand}, ${json(second)}, own)`,
    `  conflict: namesWith('conflict', ${hand}, ${json(second)}, own)`,
    "}",
  ];
}

interface Outcome {
  readonly after: Values;
  readonly again: Values;
  readonly kept: readonly string[];
  readonly conflict: readonly string[];
}

describe.skipIf(!BICEP)(`settings over two deployments${WITHOUT}`, () => {
  const outcomes = BICEP
    ? evaluate([
        "using none",
        "import { namesWith, settingsAfter } from '{infra}/modules/settings-merge.bicep'",
        `var own = ${json(OWN)}`,
        ...CASES.flatMap(program),
      ])
    : {};

  const upper = (name: string) => name.toUpperCase();
  const lower = (values: Values) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));

  test.each(CASES.map((each, index) => ({ ...each, index })))(
    "$what",
    ({ index, second, after, kept = [], conflict = [] }) => {
      const outcome = outcomes[`case${index}`] as Outcome;
      const { [RECORD]: record, ...settings } = outcome.after;
      expect(lower(settings)).toEqual(lower({ ...after, ...OWN }));
      expect([outcome.kept.map(upper), outcome.conflict]).toEqual([kept, conflict]);
      expect(lower(outcome.again)).toEqual(lower(outcome.after));
      // The record names what was given and shows no value.
      const given = Object.keys(second).filter(
        (name) => second[name] && !/^(WORKSPACES|AzureWebJobs)/.test(name),
      );
      expect(record!.split(" ").filter((pair) => pair)).toEqual(
        given.sort().map((name) => expect.stringMatching(`^${name}=[a-z0-9]{13}$`)),
      );
    },
  );
});
