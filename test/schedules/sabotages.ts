import type { HttpClient } from "@azure/core-rest-pipeline";
import type { Delivery } from "../../src/hunt/delivery/delivery.ts";
import type { QueryWorkspace } from "../../src/hunt/findings/query-workspace.ts";
import { TWIN_MS } from "../../src/hunt/findings/twins.ts";
import type { RunPorts } from "../../src/hunt/runs/job.ts";
import { type Random, randomOf } from "../random.ts";
import type { RuleShape } from "./rule-shapes.ts";
import type { Sabotage } from "./tick-ports.ts";
import type { CheckName } from "./violation.ts";

/** Wrappers around what the product works with, each of which removes one of its safeguards. */
export interface NamedSabotage {
  readonly name: string;
  /** The check that must fail. */
  readonly seen: CheckName;
  /** Undefined for a shape that lacks what it removes. */
  readonly of: (shape: RuleShape) => Sabotage | undefined;
}

export const SABOTAGES: readonly NamedSabotage[] = [
  { name: "done before writing", seen: "covered before it was written", of: doneBeforeWriting },
  { name: "random ids", seen: "a finding is there twice", of: randomIds },
  { name: "watermark on partial", seen: "covered before it was written", of: watermarkOnPartial },
  { name: "lease ignored", seen: "written without the lease", of: leaseIgnored },
  { name: "PUT without GET", seen: "written over what was there", of: putWithoutGet },
];

/** A window counts as covered as soon as its rows have come. */
function doneBeforeWriting({ rule }: RuleShape): Sabotage {
  const ports = (before: RunPorts): RunPorts => {
    const query: QueryWorkspace["query"] = async (workspace, asked) => {
      const answer = await before.queries.query(workspace, asked);
      const to = Math.min(asked.timespan.to - TWIN_MS, answer.servedAt ?? 0);
      const window = { from: asked.timespan.from + rule.hunt.reach + TWIN_MS, to };
      const key = { ruleId: rule.id, workspaceId: workspace.id };
      if (window.from < to)
        await before.store.cover(key, window, (answer.servedAt ?? 0) - rule.hunt.lateness);
      return answer;
    };
    return { ...before, queries: { query } };
  };
  return { ports };
}

/** A bookmark has another id each time that it is made. */
function randomIds(): Sabotage {
  const random = randomOf(1);
  const ports = (before: RunPorts): RunPorts => ({
    ...before,
    deliveries: (workspace) =>
      new Map(
        [...before.deliveries(workspace)].map(([name, delivery]) => [
          name,
          withRandomIds(delivery, random),
        ]),
      ),
  });
  return { ports };
}

function withRandomIds(delivery: Delivery, random: Random): Delivery {
  const block = (digits: number) =>
    Array.from({ length: digits }, () => random.int(0, 15).toString(16)).join("");
  const id = () => `${block(8)}-${block(4)}-4${block(3)}-8${block(3)}-${block(12)}`;
  return { ...delivery, represent: (...about) => ({ ...delivery.represent(...about), id: id() }) };
}

/** A partial answer does not say that anything is missing. */
function watermarkOnPartial(): Sabotage {
  const transport = (client: HttpClient): HttpClient => ({
    async sendRequest(request) {
      const response = await client.sendRequest(request);
      if (!response.bodyAsText?.includes('"PartialError"')) return response;
      const { error: _, ...whole } = JSON.parse(response.bodyAsText) as { readonly error: unknown };
      return { ...response, bodyAsText: JSON.stringify(whole) };
    },
  });
  return { transport };
}

/** A lease is requested, but it makes no difference whether somebody else has it. */
function leaseIgnored(): Sabotage {
  const ports = (before: RunPorts): RunPorts => {
    const lease: RunPorts["store"]["lease"] = async (...about) => {
      await before.store.lease(...about);
      return "taken";
    };
    const renew: RunPorts["store"]["renew"] = async (...about) => {
      await before.store.renew(...about);
      return true;
    };
    return { ...before, store: { ...before.store, lease, renew } };
  };
  return { ports };
}

function putWithoutGet(): Sabotage {
  return {
    ports: (before) => ({
      ...before,
      sentinel: { ...before.sentinel, read: async () => undefined },
    }),
  };
}
