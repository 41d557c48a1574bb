import { CallError } from "../hunt/base/call-error.ts";
import { iso } from "../hunt/base/window.ts";
import type { Write } from "../hunt/delivery/write.ts";
import { type Acceptance, type Line, type Resource, send } from "./acceptance.ts";
import { clear } from "./clear.ts";
import {
  markedBookmark,
  markedComment,
  markedIncident,
  markedRelation,
  runIn,
  titleOf,
} from "./marked.ts";
import { redact } from "./redact.ts";

/** A run that began less than this ago may still be under way, ms. */
const UNDER_WAY_MS = 30 * 60_000;
const TRIES = 20;
const BETWEEN_TRIES_MS = 500;
/** How many pages of a list are read, of the size that the service gives or is asked for. */
const MOST_PAGES = 25;
const PAGE = "200";

/**
 * Writes a resource of each kind as a hunt does, and looks how soon each can be read and listed.
 * The incident is the first, so that whatever else there is of a run can be found by it. Where it
 * may not be written, the bookmark is the only other one.
 * @throws CallError where another run is under way, or the workspace does not answer
 */
export async function writeMarked(acceptance: Acceptance): Promise<Line[]> {
  const lines = await endOlder(acceptance);
  const incident = await writeOne(acceptance, markedIncident(acceptance));
  lines.push(...incident, ...(await writeOne(acceptance, markedBookmark(acceptance, "bookmark"))));
  // Who may write bookmarks only can still show that.
  if (incident.some((line) => line.kind === "write" && !line.ok)) return lines;
  const rest = [markedRelation(acceptance, "bookmark"), markedComment(acceptance, "comment")];
  for (const write of rest) lines.push(...(await writeOne(acceptance, write)));
  return lines;
}

async function writeOne(acceptance: Acceptance, write: Write): Promise<Line[]> {
  const { workspace, ports } = acceptance;
  const from = ports.clock();
  try {
    await ports.sentinel.create(workspace, write);
    const written: Line = {
      kind: "write",
      resource: write.kind,
      ok: true,
      seen: "written",
      ms: ports.clock() - from,
    };
    return [
      written,
      await soonIn(acceptance, write, "get"),
      await soonIn(acceptance, write, "list"),
    ];
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return [
      {
        kind: "write",
        resource: write.kind,
        ok: false,
        seen: redact(error.message, workspace),
        ms: ports.clock() - from,
      },
    ];
  }
}

/** How long after its write a resource is there, ms; null where it is not in time. */
async function soonIn(acceptance: Acceptance, write: Write, by: "get" | "list"): Promise<Line> {
  const { clock, sleep } = acceptance.ports;
  const from = clock();
  for (let left = TRIES; left > 0; left--) {
    if (await (by === "get" ? isThere : isListed)(acceptance, write))
      return visible(write.kind, by, clock() - from);
    await sleep(BETWEEN_TRIES_MS);
  }
  return visible(write.kind, by, null);
}

function visible(resource: Resource, by: "get" | "list", ms: number | null): Line {
  return { kind: "visible", resource, by, ms };
}

function collectionOf(write: Write): string {
  return "incident" in write ? `incidents/${write.incident}/${write.kind}s` : `${write.kind}s`;
}

async function isThere(acceptance: Acceptance, write: Write): Promise<boolean> {
  return (await send(acceptance, "GET", `${collectionOf(write)}/${write.id}`)).status === 200;
}

interface Listed {
  readonly name?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

async function isListed(acceptance: Acceptance, write: Write): Promise<boolean> {
  const query: Record<string, string> =
    write.kind === "incident" ? { $filter: `properties/title eq '${titleOf(acceptance)}'` } : {};
  for await (const { name = "" } of listPages(acceptance, collectionOf(write), query))
    if (name.toLowerCase() === write.id) return true;
  return false;
}

async function* listPages(
  acceptance: Acceptance,
  collection: string,
  query: Readonly<Record<string, string>>,
): AsyncGenerator<Listed, void> {
  const asked = { ...query };
  for (let page = 0; page < MOST_PAGES; page++) {
    const { body } = await send(acceptance, "GET", collection, { query: asked });
    const { value = [], nextLink } = (body ?? {}) as {
      value?: readonly Listed[];
      nextLink?: string;
    };
    yield* value;
    if (!nextLink) return;
    for (const [name, text] of new URL(nextLink).searchParams)
      if (name !== "api-version") asked[name] = text;
  }
}

/** Removes what a run left that ended half-way. */
async function endOlder(acceptance: Acceptance): Promise<Line[]> {
  const lines: Line[] = [];
  for (const { title, created } of await openIncidents(acceptance)) {
    const run = runIn(title);
    if (run === undefined || run === acceptance.run) continue;
    if (acceptance.ports.clock() - created < UNDER_WAY_MS)
      throw new CallError(
        `another acceptance run is under way since ${iso(created)}: ${run}`,
        `wait for its end, or end it with --clear ${run}`,
        409,
      );
    lines.push(...(await clear({ ...acceptance, run })));
  }
  return lines;
}

/**
 * The newest first. A title can be asked for whole only, and an earlier run's is not known: all are
 * looked through.
 */
async function openIncidents(
  acceptance: Acceptance,
): Promise<{ title: string; created: number }[]> {
  await acceptance.ports.sentinel.reach(acceptance.workspace);
  const query = { $orderby: "properties/createdTimeUtc desc", $top: PAGE };
  const found: { title: string; created: number }[] = [];
  for await (const { properties: { title, status, createdTimeUtc } = {} } of listPages(
    acceptance,
    "incidents",
    query,
  ))
    if (status !== "Closed")
      found.push({ title: String(title), created: Date.parse(String(createdTimeUtc)) });
  return found;
}
