import { expect, test } from "vitest";
import type { Unconfirmed } from "../../src/emulator/unconfirmed.ts";
import { alertEntities } from "../../src/hunt/delivery/findings-table/alert-mappings.ts";
import { alertRule } from "../../src/hunt/delivery/findings-table/alert-rule.ts";
import { alertRuleBody } from "../../src/hunt/delivery/findings-table/alert-rule-body.ts";
import { FINDINGS_STREAM } from "../../src/hunt/delivery/findings-table/columns.ts";
import { ENTITY_TYPES } from "../../src/hunt/findings/entities/index.ts";
import { seedRule } from "../harness.ts";
import { watched } from "./contract.ts";
import { DCR, openStage, START, type Stage } from "./findings-stage.ts";

const MINUTE = 60_000;
const HUNTS = (["rundll32-lolbin", "rundll32-command-shell"] as const).map(seedRule);

/** Finding `index` of its hunt: two hosts, of which each has a group of its own. */
function findingRow(hunt: (typeof HUNTS)[number], index: number): Record<string, unknown> {
  const host = `ws${index % 2}`;
  const entities = [
    { type: "Host", identifiers: [{ identifier: "HostName", value: host }] },
    { type: "Account", identifiers: [{ identifier: "Sid", value: "S-1-5-21-1-2-3-1001" }] },
  ];
  return {
    FindingId: `${hunt.slug}-${index}`,
    GroupId: `${hunt.slug}-${host}`,
    HuntId: hunt.id,
    HuntName: hunt.slug,
    RowKind: "finding",
    Delivery: "incident",
    AlertName: `${hunt.name} on ${host}`,
    AlertText: "What was seen",
    Severity: "Low",
    Risk: 40,
    EventTime: new Date(START).toISOString(),
    FindingCount: 1,
    Entities: alertEntities(entities, ENTITY_TYPES),
    Evidence: { CommandLine: "rundll32.exe" },
  };
}

async function open(unconfirmed: Partial<Unconfirmed> = {}) {
  const broken: string[] = [];
  const stage = openStage({
    unconfirmed,
    lag: () => 30_000,
    alertLag: () => 90_000,
    around: (inner) => watched(inner, broken, []),
  });
  for (const hunt of HUNTS) {
    const rule = alertRule(hunt);
    const { status } = await stage.send("PUT", `alertRules/${rule.name}`, alertRuleBody(rule));
    expect(status).toBe(201);
  }
  return { stage, broken };
}

/** Writes the findings of both hunts, two each five minutes, and each again ten minutes later. */
async function hunt(stage: Stage, rounds: number) {
  for (let round = 0; round < rounds + 2; round++) {
    stage.time.now = START + round * 5 * MINUTE + 17_000;
    const fresh = round < rounds ? [2 * round, 2 * round + 1] : [];
    const again = round >= 2 ? [2 * round - 4, 2 * round - 3] : [];
    const rows = [...fresh, ...again].flatMap((index) =>
      HUNTS.map((one) => findingRow(one, index)),
    );
    await stage.client().upload(DCR, FINDINGS_STREAM, rows);
  }
}

const runs = (hours: number, isSkipped = (_: number) => false) =>
  Array.from({ length: hours * 12 }, (_, index) => ({
    nominal: START + index * 5 * MINUTE,
  })).filter((_, index) => !isSkipped(index));

const ALERTED = `SecurityAlert
  | extend Details = parse_json(tostring(parse_json(ExtendedProperties)["Custom Details"]))
  | summarize Alerts = count() by FindingId = tostring(Details.FindingId[0])`;

async function alertsByFinding(stage: Stage): Promise<Record<string, unknown>> {
  stage.time.now = START + 24 * 60 * MINUTE;
  const rows = await stage.query(ALERTED);
  return Object.fromEntries(rows.map(({ FindingId, Alerts }) => [String(FindingId), Alerts]));
}

const ONCE = Object.fromEntries(
  HUNTS.flatMap(({ slug }) => Array.from({ length: 6 }, (_, index) => [`${slug}-${index}`, 1])),
);

test.each(["nominal", "real"] as const)(
  "each finding has one alert, though its row comes twice, by a clock that is %s",
  async (ruleClock) => {
    const { stage, broken } = await open({ ruleClock });
    await hunt(stage, 3);
    const outcomes = stage.run(...runs(13));
    expect(outcomes.filter(({ failure }) => failure !== undefined)).toEqual([]);
    expect(await alertsByFinding(stage)).toEqual(ONCE);
    expect(broken).toEqual([]);
  },
);

test("by a clock whose now() alone is real, alerts come half an hour late", async () => {
  const { stage } = await open({ ruleClock: "real-now" });
  await hunt(stage, 3);
  stage.run(...runs(13));
  expect(await alertsByFinding(stage)).toEqual(ONCE);
  const [first] = await stage.query("SecurityAlert | summarize First = min(TimeGenerated)");
  const late = Date.parse(String(first?.["First"])) - START;
  expect(late).toBeGreaterThanOrEqual(30 * MINUTE);
  expect(late).toBeLessThan(45 * MINUTE);
});

test("what a skipped run would have alerted comes half an hour later", async () => {
  const { stage } = await open();
  await hunt(stage, 3);
  stage.run(...runs(13, (index) => index === 2));
  expect(await alertsByFinding(stage)).toEqual(ONCE);
});

test("the alerts of a group share an incident, which lists them and their entities", async () => {
  const { stage, broken } = await open();
  await hunt(stage, 3);
  stage.run(...runs(2));
  const { value } = (await stage.send("GET", "incidents")).body as {
    value: { name: string; properties: Record<string, unknown> }[];
  };
  expect(
    value
      .map(({ properties }) => [
        properties["title"],
        properties["severity"],
        properties["status"],
        (properties["additionalData"] as { alertsCount: number }).alertsCount,
      ])
      .sort(),
  ).toEqual(
    HUNTS.flatMap(({ name }) =>
      ["ws0", "ws1"].map((host) => [`${name} on ${host}`, "Low", "New", 3]),
    ).sort(),
  );
  for (const { name } of value) {
    const alerts = (await stage.send("POST", `incidents/${name}/alerts`)).body as {
      value: object[];
    };
    expect(alerts.value).toHaveLength(3);
    const { entities } = (await stage.send("POST", `incidents/${name}/entities`)).body as {
      entities: { kind: string; properties: object }[];
    };
    expect(entities.map(({ kind, properties }) => [kind, properties]).sort()).toEqual([
      ["Account", expect.objectContaining({ sid: "S-1-5-21-1-2-3-1001" })],
      ["Host", expect.objectContaining({ hostName: expect.stringMatching(/^ws[01]$/) })],
    ]);
  }
  expect(broken).toEqual([]);
});
