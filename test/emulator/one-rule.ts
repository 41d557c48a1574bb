import { expect } from "vitest";
import { alertRule } from "../../src/hunt/delivery/findings-table/alert-rule.ts";
import { alertRuleBody } from "../../src/hunt/delivery/findings-table/alert-rule-body.ts";
import { FINDINGS_STREAM } from "../../src/hunt/delivery/findings-table/columns.ts";
import { seedRule } from "../harness.ts";
import { DCR, openStage, type Stage, type StageOptions } from "./findings-stage.ts";

export const GUID = "11111111-1111-4111-8111-111111111111";
export const { properties: WHOLE } = alertRuleBody(alertRule(seedRule("rundll32-lolbin")));

/** A rule that alerts whatever it sees, so that the runs can be told by what they do. */
export const SIMPLE = {
  ...WHOLE,
  query: "HuntFindings_CL | order by FindingId asc",
  queryPeriod: "PT1H",
  entityMappings: [
    { entityType: "Host", fieldMappings: [{ identifier: "HostName", columnName: "Host" }] },
    { entityType: "Account", fieldMappings: [{ identifier: "Name", columnName: "Account" }] },
  ],
};

export async function openRule(change: object = {}, options: StageOptions = {}): Promise<Stage> {
  const stage = openStage(options);
  const body = { kind: "Scheduled", properties: { ...SIMPLE, ...change } };
  expect((await stage.send("PUT", `alertRules/${GUID}`, body)).status).toBe(201);
  return stage;
}

export const write = (stage: Stage, ...rows: Record<string, unknown>[]) =>
  stage.client().upload(
    DCR,
    FINDINGS_STREAM,
    rows.map((row) => ({ FindingId: "a", GroupId: "g", AlertName: "n", AlertText: "t", ...row })),
  );

interface Incident {
  readonly name: string;
  readonly etag: string;
  readonly properties: Readonly<Record<string, unknown>> & {
    readonly additionalData: { readonly alertsCount: number };
  };
}

export const listed = async (stage: Stage) =>
  ((await stage.send("GET", "incidents")).body as { value: Incident[] }).value;
export const counts = async (stage: Stage) =>
  (await listed(stage)).map(({ properties }) => properties.additionalData.alertsCount);
export const alertsOf = async (stage: Stage, { name }: Incident) =>
  (
    (await stage.send("POST", `incidents/${name}/alerts`)).body as {
      value: { name: string; kind: string; properties: Record<string, unknown> }[];
    }
  ).value;
export const entitiesOf = async (stage: Stage, { name }: Incident) =>
  (await stage.send("POST", `incidents/${name}/entities`)).body as {
    entities: { kind: string; properties: Record<string, unknown> }[];
    metaData: unknown[];
  };
