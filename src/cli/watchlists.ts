import type { Clients } from "../app/clients.ts";
import { type EntryFacts, usableEntries } from "../app/entries.ts";
import { openLane } from "../app/open-lane.ts";
import { CallError } from "../hunt/base/call-error.ts";
import type { Problem } from "../hunt/base/problem.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import { keptWatchlists, type ReadWatchlist } from "../ignore-lists/kept-watchlists.ts";
import { mergeLists } from "../ignore-lists/merge-lists.ts";
import { fromWatchlist } from "../ignore-lists/watchlist.ts";
import { type Content, loadContent } from "./content.ts";
import { entryFacts } from "./entry-facts.ts";
import { isPlaced } from "./named-workspaces.ts";
import type { FolderOptions } from "./rules-folders.ts";
import { liveLanes, type Session } from "./session.ts";
import { UserError } from "./user-error.ts";

const NONE: IgnoreList = { entries: [], problems: [] };

/** One reader for the clients of a command, so that a command reads each watchlist once. */
const readers = new WeakMap<Clients, ReadWatchlist>();

function watchlistReader(clients: Clients): ReadWatchlist {
  const read =
    readers.get(clients) ?? keptWatchlists({ clock: Date.now, freshFor: Number.POSITIVE_INFINITY });
  readers.set(clients, read);
  return read;
}

/** The entries of a workspace's watchlist, if IGNORE_WATCHLIST names one. */
async function readWatchlist(
  workspace: Workspace,
  clients: Clients,
  { settings, slugs }: Content,
): Promise<IgnoreList> {
  const alias = settings.ignoreWatchlist;
  if (alias !== undefined && !isPlaced(workspace)) {
    const message = "is not read, because an id alone does not say where the workspace is in Azure";
    return {
      entries: [],
      problems: [unread(alias, workspace.name, message, "name the workspace by its resource id")],
    };
  }
  return alias === undefined
    ? NONE
    : watchlistReader(clients)(
        { alias, workspace, slugs, secondPerson: settings.ignoreSecondPerson },
        clients.watchlists,
      );
}

/** The same for a session. In local data a missing watchlist is normal: none can be created. */
export async function sessionWatchlist(
  { workspace, clients, local }: Session,
  content: Content,
): Promise<IgnoreList> {
  const alias = content.settings.ignoreWatchlist;
  if (!local || alias === undefined) return readWatchlist(workspace, clients, content);
  try {
    return fromWatchlist(await clients.watchlists.items(workspace, alias), {
      alias,
      workspace,
      slugs: content.slugs,
      secondPerson: content.settings.ignoreSecondPerson,
    });
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return {
      entries: [],
      problems: [
        unread(
          alias,
          workspace.name,
          "is not read, because local data has no watchlist of that name",
        ),
      ],
    };
  }
}

/** A notice for commands that query no workspace, if the settings name a watchlist. */
export function unreadWatchlists({ settings: { ignoreWatchlist, lanes } }: Content): Problem[] {
  if (ignoreWatchlist === undefined) return [];
  const names = lanes.flatMap(({ workspaces }) => workspaces.map(({ name }) => name));
  return [
    unread(
      ignoreWatchlist,
      names.join(", ") || "no workspace",
      "is not read, because this command does not query Azure",
    ),
  ];
}

const ELSEWHERE =
  "hunts ignore list --live reads it, hunts ignore preview FILE.csv shows what it hides";

function unread(alias: string, workspaces: string, message: string, remedy = ELSEWHERE): Problem {
  return {
    where: `watchlist ${alias} in ${workspaces}`,
    message: `${message}; its entries hide nothing here`,
    remedy,
  };
}

/**
 * The entries of the watchlists of all workspaces in the settings. @throws UserError if no
 * watchlist is set
 */
async function liveWatchlists(content: Content): Promise<IgnoreList> {
  const { settings } = content;
  if (settings.ignoreWatchlist === undefined)
    throw new UserError("--live needs a watchlist", "set IGNORE_WATCHLIST to its alias");
  const lists = liveLanes(content).flatMap((lane) => {
    const { clients } = openLane(lane, settings);
    return lane.workspaces.map((workspace) => readWatchlist(workspace, clients, content));
  });
  return mergeLists(await Promise.all(lists));
}

export interface EntriesOptions extends FolderOptions {
  /** Include the workspaces' watchlists. */
  readonly live?: boolean;
  /** The slug of the only rule that is read. */
  readonly rule?: string;
}

/** The content with the entries of all sources; a watchlist that is not read gives a notice. */
export async function allEntries({
  live,
  ...options
}: EntriesOptions): Promise<{ content: Content; notices: readonly Problem[] }> {
  const content = loadContent({ ...options, environment: process.env });
  if (!live) return { content, notices: unreadWatchlists(content) };
  return {
    content: { ...content, ignore: mergeLists([content.ignore, await liveWatchlists(content)]) },
    notices: [],
  };
}

export interface Opened {
  readonly sessions: readonly Session[];
  readonly problems: readonly Problem[];
  /** For entries that are read later. */
  readonly facts: EntryFacts;
}

/**
 * Adds the entries of each workspace's watchlist to its session, and returns their problems.
 */
export async function withWatchlists(
  sessions: readonly Session[],
  content: Content,
): Promise<Opened> {
  const lists = await Promise.all(sessions.map((session) => sessionWatchlist(session, content)));
  const watchlisted = mergeLists(lists);
  const all = {
    entries: [...content.ignore.entries, ...watchlisted.entries],
    problems: watchlisted.problems,
  };
  const facts = await entryFacts(content);
  const { entries, problems } = usableEntries(all, facts);
  const knowing = sessions.map((session) => {
    const knowledge = { ...session.ports.knowledge, ignore: entries };
    return { ...session, ports: { ...session.ports, knowledge } };
  });
  return { sessions: knowing, problems, facts };
}
