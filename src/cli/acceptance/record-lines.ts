import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import { iso } from "../../hunt/base/window.ts";
import type { Build } from "../own-build.ts";
import { jsonLine } from "../reporters/json.ts";
import type { AcceptanceRecord, Ending, FactRecord, ResourceRecord } from "./record.ts";
import type { Identity } from "./steps.ts";

/** Longer lines are cut. */
const MAX_LENGTH = 600;

/** Whose rights were used decides what a record proves. */
const BY: Readonly<Record<Identity, string>> = {
  app: "the function app's own identity",
  own: "the identity of this command line (az login)",
  emulator: "the emulator, which proves nothing about Azure",
};

const TABLES: Readonly<Record<string, string>> = {
  incident: "SecurityIncident",
  bookmark: "HuntingBookmark",
};

/** The record as lines of text. */
export function recordText(record: AcceptanceRecord): string[] {
  const { facts } = record;
  const settled = facts.filter((fact) => fact.settled).length;
  return [
    ...headerText(record),
    "",
    ...record.resources.map(resourceText),
    "",
    ...facts.flatMap(factText),
    "",
    ...record.ends.map(endText),
    `${countText(facts.length, "question")}: ${settled} settled, ${facts.length - settled} open`,
  ].map((line) => oneLine(line, MAX_LENGTH));
}

function headerText({ run, at, own, app, identity, cloud, versions }: AcceptanceRecord): string[] {
  return [
    `Sentinel Hunts acceptance ${run}, ${iso(at).slice(0, 19)}Z`,
    `run with ${BY[identity]}`,
    `sentinel-hunts ${buildText(own)}${app ? `, app ${buildText(app)}` : ""}; ${cloud}; API ` +
      `${versions.incidents}, bookmarks ${versions.bookmarks}`,
  ];
}

function buildText({ version, commit }: Build): string {
  return `${version} (${commit})`;
}

function resourceText({ resource, ok, seen, ms, get, list, query }: ResourceRecord): string {
  if (!ok) return `failed   ${resource}: ${seen}`;
  const times = [
    ["read", get] as const,
    ["listed", list] as const,
    [`in ${TABLES[resource] ?? "a table"}`, query] as const,
  ];
  const after = times.flatMap(([what, time]) =>
    time === undefined
      ? []
      : [`${what} ${time === null ? "not in time" : `after ${duration(time)}`}`],
  );
  return `written  ${resource} in ${duration(ms)}: ${after.join(", ")}`;
}

function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function factText({ fact, asks, how, settled, seen }: FactRecord): string[] {
  return [`${settled ? "settled" : "open   "}  ${fact}: ${asks} (${how})`, `         ${seen}`];
}

function endText({ kind, resource, count, seen }: Ending): string {
  const what = countText(count, resource);
  if (kind === "removed") return `removed  ${what}`;
  if (kind === "closed")
    return `closed   ${what} as Undetermined: the identity has no right to delete it (${seen})`;
  const remedy =
    resource === "bookmark"
      ? "delete it in the portal, by its name"
      : "close it in the portal, by its title";
  return `left     ${what}: ${seen}; ${remedy}`;
}

/** The record as one JSON object per line. */
export function recordJson({ resources, facts, ends, at, ...header }: AcceptanceRecord): string[] {
  return [
    { kind: "acceptance", ...header, at: iso(at) },
    ...resources.map((resource) => ({ kind: "resource", ...resource })),
    ...facts.map((fact) => ({ kind: "fact", ...fact })),
    ...ends.map(({ kind, ...end }) => ({ kind: "end", state: kind, ...end })),
  ].map(jsonLine);
}
