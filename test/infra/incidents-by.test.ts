import { describe, expect, test } from "vitest";
import { BICEP, evaluate, literal, refusal, WITHOUT } from "./compiler.ts";

type Values = Readonly<Record<string, string>>;

interface Case {
  readonly what: string;
  /** What the app has before; nothing: it is new. */
  readonly live: Values;
  /** HUNTS_INCIDENTS_BY in each deployment, one after the other. */
  readonly asked: readonly string[];
  /** What somebody sets in the portal after the first one. */
  readonly portal?: string;
  readonly after: readonly string[];
}

const OLD = { WORKSPACES: "[]", DRY_RUN: "false" };

const CASES: readonly Case[] = [
  { what: "a new app makes them by rule", live: {}, asked: ["", ""], after: ["rule", "rule"] },
  { what: "a new app by the API", live: {}, asked: ["api", "api"], after: ["api", "api"] },
  { what: "an app that exists stays", live: OLD, asked: ["", ""], after: ["api", "api"] },
  { what: "one that exists changes", live: OLD, asked: ["rule", "rule"], after: ["rule", "rule"] },
  {
    what: "later too, and back",
    live: OLD,
    asked: ["", "rule", "api"],
    after: ["api", "rule", "api"],
  },
  { what: "no word is no change", live: {}, asked: ["api", ""], after: ["api", "api"] },
  { what: "nor is it after a rule", live: OLD, asked: ["rule", ""], after: ["rule", "rule"] },
  {
    what: "the portal's word is kept",
    live: {},
    asked: ["rule", "rule"],
    portal: "api",
    after: ["rule", "api"],
  },
  {
    what: "also if no deployment says a word",
    live: {},
    asked: ["", "", ""],
    portal: "api",
    after: ["rule", "api", "api"],
  },
];

const json = (value: unknown) => `json(${literal(JSON.stringify(value))})`;

/** The same expressions as in infra/modules/app-settings.bicep. */
function program({ live, asked, portal }: Case, number: number): string[] {
  const name = (step: number) => `case${number}step${step}`;
  return [
    `var ${name(0)} = ${json(live)}`,
    ...asked.map((word, index) => {
      const before =
        index === 1 && portal
          ? `union(${name(index)}, { INCIDENTS_BY: '${portal}' })`
          : name(index);
      const given = `union(${json({ DRY_RUN: "false" })}, { INCIDENTS_BY: incidentsByOf('${word}', ${before}) })`;
      return `var ${name(index + 1)} = settingsAfter(${before}, ${given}, ${json({ WORKSPACES: "[1]" })})`;
    }),
    `param case${number} = [${asked.map((_, index) => `${name(index + 1)}.INCIDENTS_BY`).join(", ")}]`,
  ];
}

describe.skipIf(!BICEP)(`how an app makes incidents, over deployments${WITHOUT}`, () => {
  const outcomes = BICEP
    ? evaluate([
        "using none",
        "import { incidentsByOf, settingsAfter } from '{infra}/modules/settings-merge.bicep'",
        ...CASES.flatMap(program),
      ])
    : {};

  test.each(CASES.map((each, index) => ({ ...each, index })))("$what", ({ index, after }) => {
    expect(outcomes[`case${index}`]).toEqual(after);
  });
});

const PLAYBOOK = "/subscriptions/s/resourceGroups/soc/providers/Microsoft.Logic/workflows/enrich";

test.skipIf(!BICEP)(`an automation rule is refused without analytics rules${WITHOUT}`, () => {
  const cases: readonly (readonly [readonly object[], boolean, readonly string[]])[] = [
    [[], false, []],
    [[{ labels: ["hunt"] }], true, []],
    [[{ playbookResourceId: PLAYBOOK }], true, []],
    [[{ labels: ["hunt"] }], false, ["HUNTS_AUTOMATION: only incidents of analytics rules are "]],
    [
      [{ labels: ["hunt"] }, { playbookResourceId: "enrich" }],
      true,
      ['HUNTS_AUTOMATION: "enrich" is not the resource id'],
    ],
    [
      [{ hunts: ["one", "tow"], labels: ["a"] }],
      true,
      ['HUNTS_AUTOMATION: "tow" is not a hunt with an analytics rule; those are one, two'],
    ],
    [
      [{ labels: ["a"] }, { hunts: ["one"], labels: [] }],
      true,
      ["HUNTS_AUTOMATION: item 2 does nothing; give ownerObjectId"],
    ],
  ];
  const problems = evaluate([
    "using none",
    "import { automationProblems } from '{infra}/modules/problems.bicep'",
    ...cases.map(
      ([automation, byRule], index) =>
        `param case${index} = automationProblems(${json(automation)}, ${byRule}, ['one', 'two'])`,
    ),
  ]);
  for (const [index, [, , expected]] of cases.entries())
    expect(problems[`case${index}`]).toEqual(
      expected.map((start) => expect.stringContaining(start)),
    );
});

test.skipIf(!BICEP)(`a misspelt limit of an automation rule is refused${WITHOUT}`, () => {
  const said = refusal({
    environmentName: "production",
    location: "westeurope",
    workspaceResourceIds: [],
    incidentsBy: "rule",
    automation: [{ hunt: ["rundll32-lolbin"], labels: ["a"] }],
  });
  expect(said).toContain('"hunt" is not allowed');
});

describe.skipIf(!BICEP)(
  `whether there are analytics rules for an automation rule${WITHOUT}`,
  () => {
    const asked = {
      environmentName: "production",
      location: "westeurope",
      workspaceResourceIds: [
        "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/soc/providers/Microsoft.OperationalInsights/workspaces/soc",
      ],
      alertEmail: "soc@example.com",
      automation: [{ labels: ["hunt"] }],
    };

    test.each([
      ["by rule", { incidentsBy: "rule" }, true],
      [
        "by rule, with somebody else's rights",
        { incidentsBy: "rule", sentinelRights: "None" },
        true,
      ],
      ["unless somebody else assigns the rights", { sentinelRights: "None" }, false],
      ["not by the API", { incidentsBy: "api" }, false],
      ["not with bookmarks alone", { incidentsBy: "rule", delivery: "bookmark" }, false],
    ])("%s", (_what, parameters, there) => {
      const said = refusal({ ...asked, ...parameters });
      expect(said === "" ? "" : said.match(/HUNTS_AUTOMATION: only/)?.[0]).toBe(
        there ? "" : "HUNTS_AUTOMATION: only",
      );
    });
  },
);
