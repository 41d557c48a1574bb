import { CallError } from "../hunt/base/call-error.ts";
import { kqlString } from "../hunt/base/escape.ts";
import { DAY } from "../hunt/base/window.ts";
import type { Row } from "../hunt/conditions/event.ts";
import type { ArmAnswer } from "../hunt/delivery/arm-call.ts";
import {
  type Acceptance,
  fact,
  isGood,
  type Line,
  makeId,
  PROBE,
  propertiesIn,
  send,
} from "./acceptance.ts";
import { redact } from "./redact.ts";

/** The tables in which Sentinel logs changes to its resources, with the column of their ids. */
const TABLES = {
  incident: ["SecurityIncident", "IncidentName"],
  bookmark: ["HuntingBookmark", "BookmarkId"],
} as const;

/** Looks for the marked resources in the tables. Writes nothing and can be repeated. */
export async function look(acceptance: Acceptance): Promise<Line[]> {
  const incident = await send(acceptance, "GET", `incidents/${makeId(acceptance, "incident")}`);
  const bookmark = await send(acceptance, "GET", `bookmarks/${makeId(acceptance, "bookmark")}`);
  const [made, marked] = [timeIn(incident, "createdTimeUtc"), timeIn(bookmark, "created")];
  return [
    ...(made === undefined
      ? []
      : [
          ...lookAtProvider(acceptance, incident),
          ...(await lookInto("incident", acceptance, made)),
        ]),
    ...(marked === undefined
      ? []
      : [
          ...(await lookInto("bookmark", acceptance, marked)),
          ...(await lookForDeletion(acceptance, marked)),
        ]),
  ];
}

/** The creation time of a resource as reported by the service, ms; undefined without one. */
function timeIn(answer: ArmAnswer, name: string): number | undefined {
  const ms = isGood(answer) ? Date.parse(String(propertiesIn(answer)[name])) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function lookAtProvider(acceptance: Acceptance, incident: ArmAnswer): Line[] {
  const { providerName, additionalData } = propertiesIn(incident);
  const { providerIncidentUrl } = (additionalData ?? {}) as { providerIncidentUrl?: unknown };
  return [
    fact(
      "incident-provider",
      typeof providerName === "string",
      redact(String(providerName ?? "none"), acceptance.workspace),
    ),
    fact("portal-link", true, providerIncidentUrl ? "yes" : "no"),
  ];
}

/** Facts from a resource's rows in its table, and the delay until the first was ingested. */
async function lookInto(
  resource: keyof typeof TABLES,
  acceptance: Acceptance,
  made: number,
): Promise<Line[]> {
  const rows = await awaitRows(resource, resource, acceptance, made);
  if ("failed" in rows)
    return resource === "incident"
      ? [fact("incident-table", rows.missing, rows.failed)]
      : [fact("bookmark-table", rows.missing, rows.failed)];
  if (rows.length === 0) return [];
  const ingested = Math.min(
    ...rows
      .map(({ Ingested }) => Date.parse(String(Ingested)))
      .filter((time) => !Number.isNaN(time)),
  );
  const visible: Line = {
    kind: "visible",
    resource,
    by: "query",
    ms: Number.isFinite(ingested) ? Math.max(0, ingested - made) : null,
  };
  return resource === "bookmark"
    ? [visible, receivedTimeFact(rows)]
    : [visible, fact("incident-table", true, providersIn(rows, acceptance))];
}

function receivedTimeFact(rows: readonly Row[]): Line {
  const there = rows.some((row) => "_TimeReceived" in row);
  return fact(
    "time-received",
    true,
    there
      ? rows.some((row) => row["_TimeReceived"])
        ? "yes, with a time"
        : "yes, but empty"
      : "no",
  );
}

function providersIn(rows: readonly Row[], { workspace }: Acceptance): string {
  const providers = [
    ...new Set(rows.map(({ ProviderName }) => redact(String(ProviderName ?? "none"), workspace))),
  ].join(", ");
  return `${rows.length} ${rows.length === 1 ? "row" : "rows"}, ProviderName ${providers}`;
}

/** A failed query; missing means that the table or the column does not exist. */
interface NoRows {
  readonly failed: string;
  readonly missing: boolean;
}

async function awaitRows(
  resource: keyof typeof TABLES,
  part: string,
  acceptance: Acceptance,
  made: number,
): Promise<readonly Row[] | NoRows> {
  const { ports, workspace } = acceptance;
  const [table, column] = TABLES[resource];
  const text =
    `${table}\n| where ${column} == ${kqlString(makeId(acceptance, part))}\n| extend Ingested = ` +
    `ingestion_time()\n| take 50`;
  try {
    return (
      await ports.queries.query(workspace, {
        text,
        timespan: { from: made - DAY, to: Math.max(made, ports.clock()) + DAY },
      })
    ).rows;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return {
      failed: `${table}: ${redact(error.message, workspace)}`,
      missing: error.status === 400,
    };
  }
}

async function lookForDeletion(acceptance: Acceptance, made: number): Promise<Line[]> {
  const rows = await awaitRows("bookmark", PROBE, acceptance, made);
  if ("failed" in rows || !rows.some((row) => row["SoftDeleted"] === true)) return [];
  return [fact("bookmark-soft-delete", true, `yes; ${rows.length} rows of it in all`)];
}
