import { setTimeout as sleep } from "node:timers/promises";
import { accessOf } from "../azure/access.ts";
import type { AzureAccess } from "../azure/logs.ts";
import { watchlists } from "../azure/watchlists.ts";
import { type RuleColumns, withKnownFields } from "../hunt/entry-fields.ts";
import type { IgnoreList, Problem } from "../hunt/ignore.ts";
import type { Workspace } from "../hunt/rule.ts";
import { keptWatchlists, type ReadWatchlist } from "../ignore-lists/kept-watchlists.ts";
import { merged } from "../ignore-lists/merged.ts";
import { ruleColumns } from "./columns.ts";
import type { Content } from "./content.ts";
import { liveLanes, type Session } from "./session.ts";
import { UserError } from "./user-error.ts";

const NONE: IgnoreList = { entries: [], problems: [] };

/** A command, which has its own accesses, reads each watchlist once. */
const readers = new WeakMap<AzureAccess, ReadWatchlist>();

function readerOf(access: AzureAccess): ReadWatchlist {
  const read = readers.get(access) ?? keptWatchlists({ clock: Date.now, freshFor: Number.POSITIVE_INFINITY });
  readers.set(access, read);
  return read;
}

/** The entries of a workspace's watchlist, where IGNORE_WATCHLIST names one. */
export async function watchlistOf(workspace: Workspace, access: AzureAccess, { settings, slugs }: Content): Promise<IgnoreList> {
  const alias = settings.ignoreWatchlist;
  return alias === undefined ? NONE : readerOf(access)({ alias, workspace, slugs }, watchlists(access, sleep));
}

/** The entries of the watchlists of all workspaces that the settings name. @throws UserError where there are none */
export async function liveWatchlists(content: Content): Promise<IgnoreList> {
  const { settings } = content;
  if (settings.ignoreWatchlist === undefined) throw new UserError("--live needs a watchlist", "set IGNORE_WATCHLIST to its alias");
  const lists = liveLanes(content).flatMap(({ clientId, tenantId, workspaces }) => {
    const access = accessOf({ clientId, tenantId }, settings);
    return workspaces.map((workspace) => watchlistOf(workspace, access, content));
  });
  return merged(await Promise.all(lists));
}

export interface Opened {
  readonly sessions: readonly Session[];
  readonly problems: readonly Problem[];
  /** What the rules' queries give, for entries that are read later. */
  readonly columns: RuleColumns;
}

/** The sessions, each with the entries of its workspace's watchlist, and what is wrong with those. */
export async function withWatchlists(sessions: readonly Session[], content: Content): Promise<Opened> {
  const lists = await Promise.all(sessions.map(({ workspace, access }) => watchlistOf(workspace, access, content)));
  const watchlisted = merged(lists);
  const all = { entries: [...content.ignore.entries, ...watchlisted.entries], problems: watchlisted.problems };
  const columns = ruleColumns(content.rules);
  const { entries, problems } = withKnownFields(all, columns);
  const knowing = sessions.map((session) => {
    const knowledge = { ...session.ports.knowledge, ignore: entries };
    return { ...session, ports: { ...session.ports, knowledge } };
  });
  return { sessions: knowing, problems, columns };
}
