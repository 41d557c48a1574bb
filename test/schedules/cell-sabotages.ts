import type { HttpClient, PipelineRequest } from "@azure/core-rest-pipeline";
import type { Coverage } from "../../src/hunt/ledger/store.ts";
import type { RunPorts } from "../../src/hunt/runs/job.ts";
import { overlaps, type RuleShape } from "./rule-shapes.ts";
import type { NamedSabotage } from "./sabotages.ts";
import { MINUTE } from "./schedule.ts";
import type { Sabotage } from "./tick-ports.ts";

/** Each removes a safeguard of rules with a clock, or of rules that merge rows. */
export const CELL_SABOTAGES: readonly NamedSabotage[] = [
  { name: "a cell is skipped", seen: "covered before it was written", of: skipped },
  { name: "the last cell is forgotten", seen: "a cell is judged twice", of: forgotten },
  { name: "the clock of the next cell", seen: "a finding is lost", of: nextClock },
  { name: "a window's clock ahead", seen: "a finding is lost", of: aheadClock },
  { name: "the cell without its period", seen: "a finding is lost", of: shortPeriod },
  { name: "the end belongs to the cell", seen: "other rows are merged", of: withEnd },
  { name: "late rows not waited for", seen: "covered before it was written", of: impatient },
  {
    name: "windows as long as you like",
    seen: "a window is not as the query needs",
    of: unlimited,
  },
  { name: "a count in the key", seen: "a finding is there twice", of: countedKey },
  { name: "entries after merging alone", seen: "a finding that is none", of: entriesTooLate },
  { name: "what is left out not counted", seen: "counts disagree", of: uncounted },
  { name: "a finding taken back", seen: "a finding is withdrawn", of: takenBack },
];

/** A covered cell covers the next one, too. */
function skipped({ rule, merging }: RuleShape): Sabotage | undefined {
  if (!merging) return undefined;
  const { every } = rule.hunt;
  return withStore(({ cover }) => ({
    cover: (key, { from, to }, settled) =>
      cover(key, { from, to: to + every }, settled === undefined ? settled : settled + every),
  }));
}

/** The ledger does not say that the last cell was judged. */
function forgotten({ rule, merging }: RuleShape): Sabotage | undefined {
  if (!merging) return undefined;
  const without = (windows: Coverage["covered"]) =>
    windows
      .map(({ from, to }) => ({ from, to: to - rule.hunt.every }))
      .filter(({ from, to }) => from < to);
  return withStore(({ read }) => ({
    async read(key) {
      const { coverage, ...rest } = await read(key);
      const { covered, settled } = coverage;
      const less = { ...coverage, covered: without(covered), settled: without(settled) };
      return { ...rest, coverage: less };
    },
  }));
}

function withStore(change: (store: RunPorts["store"]) => Partial<RunPorts["store"]>): Sabotage {
  return {
    ports: (before) => ({ ...before, store: { ...before.store, ...change(before.store) } }),
  };
}

function nextClock({ merging }: RuleShape): Sabotage | undefined {
  return merging && movedClock(merging.every);
}

function aheadClock({ looksBack }: RuleShape): Sabotage | undefined {
  return looksBack === undefined ? undefined : movedClock(10 * MINUTE);
}

/** The literals in place of the query's clocks say a later time. */
function movedClock(by: number): Sabotage {
  const later = (_: string, time: string) =>
    `(datetime(${new Date(Date.parse(time.replace(/\d{4}Z$/, "Z")) + by).toISOString()})`;
  return withQueries((asked) => ({
    ...asked,
    text: asked.text.replace(/\(datetime\(([^)]*)\)/g, later),
  }));
}

function shortPeriod(shape: RuleShape): Sabotage | undefined {
  const { every } = shape.rule.hunt;
  if (!overlaps(shape)) return undefined;
  return withQueries(({ timespan: { to }, ...asked }) => ({
    ...asked,
    timespan: { from: to - every, to },
  }));
}

/** A row at the very end of a cell counts for it and for the next one. */
function withEnd({ merging }: RuleShape): Sabotage | undefined {
  return merging && withQueries(({ endsBefore: _, ...asked }) => asked);
}

type Asked = Parameters<RunPorts["queries"]["query"]>[1];

function withQueries(change: (asked: Asked) => Asked): Sabotage {
  const ports = (before: RunPorts): RunPorts => ({
    ...before,
    queries: { query: (workspace, asked) => before.queries.query(workspace, change(asked)) },
  });
  return { ports };
}

function impatient({ merging }: RuleShape): Sabotage | undefined {
  const rule: Sabotage["rule"] = (before) => ({
    ...before,
    hunt: { ...before.hunt, lateness: 0 },
  });
  return merging && { rule };
}

function unlimited({ looksBack }: RuleShape): Sabotage | undefined {
  return looksBack === undefined ? undefined : { rule: ({ longest: _, ...before }) => before };
}

/** A burst that several cells see has another id in each. */
function countedKey(shape: RuleShape): Sabotage | undefined {
  const rule: Sabotage["rule"] = (before) => ({
    ...before,
    hunt: { ...before.hunt, key: [...before.hunt.key, "Starts"] },
  });
  return overlaps(shape) ? { rule } : undefined;
}

function entriesTooLate({ merging }: RuleShape): Sabotage | undefined {
  return merging?.leftOut.starts ? { rule: ({ entriesAt: _, ...before }) => before } : undefined;
}

function uncounted({ merging }: RuleShape): Sabotage | undefined {
  if (!merging?.leftOut.starts) return undefined;
  const ports = (before: RunPorts): RunPorts => {
    const query: RunPorts["queries"]["query"] = async (workspace, asked) => {
      const answer = await before.queries.query(workspace, asked);
      return asked.text.includes("make_list") ? { ...answer, rows: [] } : answer;
    };
    return { ...before, queries: { query } };
  };
  return { ports };
}

/** When a cell is queried, what was written last is deleted first. */
function takenBack({ merging }: RuleShape): Sabotage | undefined {
  if (!merging) return undefined;
  let last: PipelineRequest | undefined;
  const transport = (client: HttpClient): HttpClient => ({
    async sendRequest(request) {
      if (request.url.endsWith("/query") && last) {
        const { body: _, ...gone } = last;
        last = undefined;
        await client.sendRequest({ ...gone, method: "DELETE" });
      }
      if (request.method === "PUT" && /bookmarks/i.test(request.url)) last = request;
      return client.sendRequest(request);
    },
  });
  return { transport };
}
