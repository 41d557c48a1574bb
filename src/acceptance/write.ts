import { CallError } from "../hunt/base/call-error.ts";
import { iso } from "../hunt/base/window.ts";
import type { SentinelWrite } from "../hunt/delivery/write.ts";
import { type Acceptance, type Line, type Resource, send } from "./acceptance.ts";
import { clear } from "./clear.ts";
import {
  markedBookmark,
  markedComment,
  markedIncident,
  markedRelation,
  markedTitle,
  runIn,
} from "./marked.ts";
import { redact } from "./redact.ts";

/** A run that started less than this ago may still be in progress, ms. */
const IN_PROGRESS_MS = 30 * 60_000;
const ATTEMPTS = 20;
const RETRY_DELAY_MS = 500;
/** How many pages of a list are read. */
const MOST_PAGES = 25;
const PAGE_SIZE = "200";

/**
 * Writes one resource of each kind as a hunt does, and measures how soon each can be read and
 * listed. The incident comes first, so that the rest of the run can be found through it. If it
 * cannot be written, only the bookmark is.
 * @throws CallError if another run is in progress or the workspace does not respond
 */
export async function writeMarked(acceptance: Acceptance): Promise<Line[]> {
  const lines = await clearOlderRuns(acceptance);
  const incident = await writeOne(acceptance, markedIncident(acceptance));
  lines.push(...incident, ...(await writeOne(acceptance, markedBookmark(acceptance, "bookmark"))));
  // An identity that may only write bookmarks can still show that it can.
  if (incident.some((line) => line.kind === "write" && !line.ok)) return lines;
  const rest = [markedRelation(acceptance, "bookmark"), markedComment(acceptance, "comment")];
  for (const write of rest) lines.push(...(await writeOne(acceptance, write)));
  return lines;
}

async function writeOne(acceptance: Acceptance, write: SentinelWrite): Promise<Line[]> {
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
      await measureVisibility(acceptance, write, "get"),
      await measureVisibility(acceptance, write, "list"),
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

/** Measures how soon after its write a resource is visible; null if not within the attempts. */
async function measureVisibility(
  acceptance: Acceptance,
  write: SentinelWrite,
  by: "get" | "list",
): Promise<Line> {
  const { clock, sleep } = acceptance.ports;
  const from = clock();
  for (let left = ATTEMPTS; left > 0; left--) {
    if (await (by === "get" ? isThere : isListed)(acceptance, write))
      return visible(write.kind, by, clock() - from);
    await sleep(RETRY_DELAY_MS);
  }
  return visible(write.kind, by, null);
}

function visible(resource: Resource, by: "get" | "list", ms: number | null): Line {
  return { kind: "visible", resource, by, ms };
}

function collectionPath(write: SentinelWrite): string {
  return "incident" in write ? `incidents/${write.incident}/${write.kind}s` : `${write.kind}s`;
}

async function isThere(acceptance: Acceptance, write: SentinelWrite): Promise<boolean> {
  return (await send(acceptance, "GET", `${collectionPath(write)}/${write.id}`)).status === 200;
}

interface Listed {
  readonly name?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

async function isListed(acceptance: Acceptance, write: SentinelWrite): Promise<boolean> {
  const query: Record<string, string> =
    write.kind === "incident"
      ? { $filter: `properties/title eq '${markedTitle(acceptance)}'` }
      : {};
  for await (const { name = "" } of listPages(acceptance, collectionPath(write), query))
    if (name.toLowerCase() === write.id) return true;
  return false;
}

async function* listPages(
  acceptance: Acceptance,
  collection: string,
  query: Readonly<Record<string, string>>,
): AsyncGenerator<Listed, void> {
  const parameters = { ...query };
  for (let page = 0; page < MOST_PAGES; page++) {
    const { body } = await send(acceptance, "GET", collection, { query: parameters });
    const { value = [], nextLink } = (body ?? {}) as {
      value?: readonly Listed[];
      nextLink?: string;
    };
    yield* value;
    if (!nextLink) return;
    for (const [name, text] of new URL(nextLink).searchParams)
      if (name !== "api-version") parameters[name] = text;
  }
}

/** Clears earlier runs that did not finish. @throws CallError if one may still be in progress */
async function clearOlderRuns(acceptance: Acceptance): Promise<Line[]> {
  const lines: Line[] = [];
  for (const { title, created } of await openIncidents(acceptance)) {
    const run = runIn(title);
    if (run === undefined || run === acceptance.run) continue;
    if (acceptance.ports.clock() - created < IN_PROGRESS_MS)
      throw new CallError(
        `another acceptance run has been in progress since ${iso(created)}: ${run}`,
        `wait until it ends, or end it with --clear ${run}`,
        409,
      );
    lines.push(...(await clear({ ...acceptance, run })));
  }
  return lines;
}

/**
 * The incidents that are not closed, newest first. The API filters only by the full title, which is
 * not known for earlier runs.
 */
async function openIncidents(
  acceptance: Acceptance,
): Promise<{ title: string; created: number }[]> {
  await acceptance.ports.sentinel.reach(acceptance.workspace);
  const query = { $orderby: "properties/createdTimeUtc desc", $top: PAGE_SIZE };
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
