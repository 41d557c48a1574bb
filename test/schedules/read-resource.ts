import type { Resource } from "../../src/emulator/resources.ts";
import type { BandShape } from "./rule-shapes.ts";
import { processIdOf } from "./start-rows.ts";

/*
 * What a resource in Sentinel belongs to, read from what an analyst can see of it and not from ids,
 * which are the product's own.
 */

/** Whether a bookmark or an incident is labelled with a rule's slug. */
export function isOfRule(resource: Resource, slug: string): boolean {
  return labelsOf(resource).includes(slug);
}

/** Whether a bookmark or an incident, as it was created, is a rule's and belongs to the band. */
export function isOfBand(resource: Resource, { rule, severity }: BandShape): boolean {
  if (!isOfRule(resource, rule.slug) || !severity) return isOfRule(resource, rule.slug);
  return (
    resource.properties["severity"] === severity ||
    labelsOf(resource).includes(`${severity} severity`)
  );
}

function labelsOf({ properties }: Resource): string[] {
  const labels = (properties["labels"] ?? []) as readonly (
    | string
    | { readonly labelName: string }
  )[];
  return labels.map((label) => (typeof label === "string" ? label : label.labelName));
}

export function isStorm({ properties }: Resource): boolean {
  return /: more than \d+ findings/.test(String(properties["title"] ?? properties["displayName"]));
}

/**
 * The name of the finding that a bookmark of its own is about: the number of its start, or what
 * merged starts have in common, and their time.
 */
export function findingOfBookmark(resource: Resource): string {
  const { TargetProcessId: id } = cellsOf(resource.properties);
  return id === undefined ? groupOfResource(resource).trim() : String(numberOf(id));
}

/** How many starts are merged in what a bookmark is about; undefined if it does not say. */
export function countInBookmark({ properties }: Resource): number | undefined {
  const { Starts: count } = cellsOf(properties);
  return count === undefined ? undefined : Number(count);
}

/**
 * What a grouped bookmark or an incident is grouped by, and the beginning of its span, in the form
 * of `groupKey`.
 */
export function groupOfResource({ properties }: Resource): string {
  const lines = String(properties["description"] ?? "").matchAll(
    /^(Dvc|User|Rundll32Template): (.*)$/gm,
  );
  const cells = properties["queryResult"]
    ? cellsOf(properties)
    : Object.fromEntries([...lines].map(([, name, value]) => [name, value]));
  const module = /mod-\w/.exec(String(cells["Rundll32Template"] ?? ""))?.[0];
  const user = cells["User"] && String(cells["User"]).split("\\").at(-1);
  const from = String(properties["firstActivityTimeUtc"] ?? properties["eventTime"]);
  return `${[cells["Dvc"], user, module].filter((value) => value).join(" ")} ${Date.parse(from)}`;
}

/** The names of the findings that a comment lists. */
export function findingsInComment({ properties }: Resource): string[] {
  const message = String(properties["message"]);
  const ids = [...message.matchAll(/^Process id: (0x[0-9a-f]+|\d+)/gm)];
  if (ids.length > 0) return ids.map(([, id = ""]) => String(numberOf(id)));
  return [...message.matchAll(MERGED)].map(([, time = "", host = "", user]) =>
    [host, ...(user ? [user] : []), Date.parse(time)].join(" "),
  );
}

const MERGED = /^\*\*(\S+)\*\* Risk.*\n`+\w*\nHost: (\S+)(?:\nUser: LAB\\(\S+))?/gm;

/** The beginning of the slot that a comment is about, ms. */
export function slotOfComment({ properties }: Resource): number {
  return Date.parse(/between (\S+) and/.exec(String(properties["message"]))?.[1] ?? "");
}

/** How many findings the comment of a storm counts. */
export function countInStormComment({ properties }: Resource): number {
  return Number(/^\*\*(\d+) finding/.exec(String(properties["message"]))?.[1]);
}

function cellsOf(properties: Resource["properties"]): Readonly<Record<string, unknown>> {
  return JSON.parse(String(properties["queryResult"] ?? "{}")) as Readonly<Record<string, unknown>>;
}

function numberOf(processId: unknown): number {
  return Number(processId) - processIdOf({ number: 0 });
}
