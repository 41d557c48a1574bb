import type { ArmAnswer } from "../hunt/delivery/arm-call.ts";
import {
  type Acceptance,
  etagIn,
  fact,
  isGood,
  isVerdict,
  type Line,
  MARK,
  makeId,
  orUnsettled,
  propertiesIn,
  saidBy,
  send,
} from "./acceptance.ts";
import { incidentProperties, markedTitle } from "./marked.ts";
import type { Fact } from "./questions.ts";

/** Settles the facts about incidents, by changing the marked one and restoring it. */
export async function askIncident(acceptance: Acceptance): Promise<Line[]> {
  const path = `incidents/${makeId(acceptance, "incident")}`;
  const there = await send(acceptance, "GET", path);
  if (!isGood(there))
    return ALL.map((name) =>
      fact(name, false, `the incident does not exist: ${saidBy(there, acceptance)}`),
    );
  const lines = [
    ...(await orUnsettled(LISTS, acceptance, () => askLists(acceptance))),
    ...(await orUnsettled(ETAGS, acceptance, () => askEtags(acceptance, path))),
    ...(await orUnsettled(FIELDS, acceptance, () => askFields(acceptance, path))),
    ...(await orUnsettled(REPLACED, acceptance, () => askReplaced(acceptance, path))),
  ];
  return lines;
}

const LISTS: readonly Fact[] = ["incident-filter", "incident-order"];
const ETAGS: readonly Fact[] = ["stale-etag-body", "stale-etag-header"];
const FIELDS: readonly Fact[] = ["incident-times", "incident-title", "label-count", "label-length"];
const REPLACED: readonly Fact[] = ["incident-owner", "put-replaces"];
const ALL = [...LISTS, ...ETAGS, ...FIELDS, ...REPLACED];

const put = (
  acceptance: Acceptance,
  path: string,
  properties: object,
  etag?: { readonly etag: string },
) => send(acceptance, "PUT", path, { body: { ...etag, properties } });

async function askLists(acceptance: Acceptance): Promise<Line[]> {
  const list = (query: Readonly<Record<string, string>>) =>
    send(acceptance, "GET", "incidents", { query });
  const found = await list({ $filter: `properties/title eq '${markedTitle(acceptance)}'` });
  const newest = await list({ $orderby: "properties/createdTimeUtc desc", $top: "20" });
  const times = valuesIn(newest.body).map(({ properties }) =>
    String(properties?.["createdTimeUtc"]),
  );
  const ordered = times.every(
    (time, index) => index === 0 || Date.parse(time) <= Date.parse(times[index - 1] ?? ""),
  );
  return [
    fact(
      "incident-filter",
      isGood(found),
      isGood(found) ? `${valuesIn(found.body).length} found` : saidBy(found, acceptance),
    ),
    fact(
      "incident-order",
      isGood(newest) && times.length > 1,
      isGood(newest)
        ? `${times.length} ${ordered ? "in" : "not in"} order`
        : saidBy(newest, acceptance),
    ),
  ];
}

function valuesIn(
  body: unknown,
): readonly { readonly properties?: Readonly<Record<string, unknown>> }[] {
  const { value } = (body ?? {}) as { value?: unknown };
  return Array.isArray(value) ? value : [];
}

async function askEtags(acceptance: Acceptance, path: string): Promise<Line[]> {
  const properties = incidentProperties(acceptance);
  const stale = etagIn(await send(acceptance, "GET", path));
  const changed = await put(acceptance, path, {
    ...properties,
    description: `${properties.description} Changed once.`,
  });
  if (!isGood(changed) || etagIn(changed) === stale || stale === "")
    return ETAGS.map((name) =>
      fact(name, false, `a PUT did not change the etag: ${saidBy(changed, acceptance)}`),
    );
  const body = await put(acceptance, path, properties, { etag: stale });
  const now = etagIn(isGood(body) ? body : changed);
  const header = await send(acceptance, "PUT", path, {
    body: { properties },
    ifMatch: now === stale ? "stale" : stale,
  });
  return [
    fact(
      "stale-etag-body",
      isGood(body) || isRefused(body.status),
      isGood(body) ? ignoredEtagText(body.status) : saidBy(body, acceptance),
    ),
    fact(
      "stale-etag-header",
      isGood(header) || isRefused(header.status),
      isGood(header) ? ignoredEtagText(header.status) : saidBy(header, acceptance),
    ),
  ];
}

const isRefused = (status: number) => status === 409 || status === 412;
const ignoredEtagText = (status: number) => `${status}: the etag is ignored`;

async function askFields(acceptance: Acceptance, path: string): Promise<Line[]> {
  const before = await send(acceptance, "GET", path);
  const title = `${markedTitle(acceptance)} `.padEnd(256, "x");
  const named = await put(acceptance, path, incidentProperties(acceptance, { title }));
  const kept = String(propertiesIn(await send(acceptance, "GET", path))["title"] ?? "").length;
  const labels = [
    MARK,
    "x".repeat(200),
    ...Array.from({ length: 28 }, (_, index) => `${MARK} ${index}`),
  ].map((labelName) => ({
    labelName,
  }));
  const labelled = await put(acceptance, path, incidentProperties(acceptance, { labels }));
  const after = labelsIn(propertiesIn(await send(acceptance, "GET", path)));
  const longest = Math.max(0, ...after.map((label) => label.length));
  const ok = isGood(labelled);
  return [
    timesFact(acceptance, before),
    fact(
      "incident-title",
      isVerdict(named),
      isGood(named) ? `${kept} of 256 characters kept` : saidBy(named, acceptance),
    ),
    fact(
      "label-count",
      isVerdict(labelled),
      ok ? `${after.length} of 30 kept` : saidBy(labelled, acceptance),
    ),
    fact(
      "label-length",
      ok,
      ok ? `${longest} of 200 characters kept` : saidBy(labelled, acceptance),
    ),
  ];
}

function timesFact(acceptance: Acceptance, incident: ArmAnswer): Line {
  const [sent, there] = [incidentProperties(acceptance), propertiesIn(incident)];
  const seen = (["firstActivityTimeUtc", "lastActivityTimeUtc"] as const).map((name) => {
    if (isEmpty(there[name])) return `${name} gone`;
    return (
      `${name} ` +
      `${Date.parse(String(there[name])) === Date.parse(sent[name]) ? "kept" : "changed"}`
    );
  });
  return fact(
    "incident-times",
    isGood(incident),
    isGood(incident) ? seen.join(", ") : saidBy(incident, acceptance),
  );
}

function labelsIn(properties: Readonly<Record<string, unknown>>): string[] {
  const labels = properties["labels"];
  return Array.isArray(labels)
    ? labels.map((label: { labelName?: unknown }) => String(label.labelName))
    : [];
}

/** Properties that one PUT sets and the next one omits. */
const WATCHED = ["description", "labels", "owner", "firstActivityTimeUtc", "lastActivityTimeUtc"];

async function askReplaced(acceptance: Acceptance, path: string): Promise<Line[]> {
  const owner = { assignedTo: MARK };
  const owned = await put(acceptance, path, incidentProperties(acceptance, { owner }));
  const before = propertiesIn(await send(acceptance, "GET", path));
  const takes = isGood(owned)
    ? isEmpty(before["owner"])
      ? "accepted, but not kept"
      : "kept"
    : saidBy(owned, acceptance);
  if (!isGood(owned)) await put(acceptance, path, incidentProperties(acceptance));
  const { title, severity, status } = incidentProperties(acceptance);
  const replaced = await put(acceptance, path, { title, severity, status });
  const after = propertiesIn(await send(acceptance, "GET", path));
  await put(acceptance, path, incidentProperties(acceptance));
  const seen = WATCHED.filter((name) => !isEmpty(before[name])).map(
    (name) => `${name} ${isEmpty(after[name]) ? "gone" : "kept"}`,
  );
  return [
    fact("incident-owner", isVerdict(owned), takes),
    fact(
      "put-replaces",
      isGood(replaced),
      isGood(replaced) ? seen.join(", ") : saidBy(replaced, acceptance),
    ),
  ];
}

/** Whether a value is missing, or an object or array with only empty values. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}
