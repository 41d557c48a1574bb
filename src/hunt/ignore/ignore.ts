import type { Problem } from "../base/problem.ts";
import { DAY, iso } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import type { Condition } from "../conditions/condition.ts";
import type { HuntEvent, LineReader } from "../conditions/event.ts";
import { firstMatch } from "../conditions/first-match.ts";

/** A condition that hides events, with who is responsible for it. */
export interface IgnoreEntry {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  /** Where it comes from: a file and line, or the name of a setting. */
  readonly origin: string;
  /** Who is responsible for it; "" for a plain term. */
  readonly owner: string;
  readonly ticket?: string | undefined;
  /** Ms; undefined if it is not stated. */
  readonly added?: number | undefined;
  /** When it stops hiding events, ms; undefined if it is permanent. */
  readonly expires?: number | undefined;
  /** Slugs of the rules that it applies to, or "all". */
  readonly rules: readonly string[] | "all";
  /** Ids or names of the workspaces that it applies to, or "all". */
  readonly workspaces: readonly string[] | "all";
  readonly active: boolean;
  /**
   * Set for a plain term, which an attacker can write into a command line: the shortest such line
   * that was found.
   */
  readonly unverified?: string | undefined;
  /**
   * Columns that say where and not what: how many events the entry hides is counted without them.
   */
  readonly idle?: readonly string[] | undefined;
  /** Why it stays although an attack can hide behind it; such an entry has an end. */
  readonly accepted?: string | undefined;
  readonly when: Condition;
  /** By field: why a condition is kept although removing it would gain an attacker nothing. */
  readonly why?: Readonly<Record<string, string>> | undefined;
}

/**
 * The entries of a source; an entry that cannot be read hides nothing and is reported as a problem.
 */
export interface IgnoreList {
  readonly entries: readonly IgnoreEntry[];
  readonly problems: readonly Problem[];
}

/** An event that an entry hid, and which entry. */
export interface Suppression {
  readonly event: HuntEvent;
  readonly entry: IgnoreEntry;
}

export interface Suppressed {
  readonly kept: readonly HuntEvent[];
  readonly suppressions: readonly Suppression[];
  /** Events among the kept ones that an expired entry would hide. */
  readonly returned: ReadonlyMap<HuntEvent, IgnoreEntry>;
}

export type Suppress = (events: readonly HuntEvent[]) => Suppressed;

/** Where and when (ms) entries are applied: this decides which are in scope and not expired. */
export interface Scope {
  readonly rule: { readonly slug: string };
  readonly workspace: Pick<Workspace, "id" | "name">;
  readonly now: number;
}

/**
 * Sorts events into those that stay and those that the first matching entry hides.
 * @throws if a condition cannot be compiled (sources check that first)
 */
export function suppressor(
  entries: readonly IgnoreEntry[],
  scope: Scope,
  reader: LineReader,
): Suppress {
  const hiding = entryFinder(inForce(entries, scope), reader);
  const expired = entryFinder(
    ofScope(entries, scope).filter((entry) => hasExpired(entry, scope.now)),
    reader,
  );
  return (events) => {
    const kept: HuntEvent[] = [];
    const suppressions: Suppression[] = [];
    const returned = new Map<HuntEvent, IgnoreEntry>();
    for (const event of events) {
      const entry = hiding(event);
      if (entry) {
        suppressions.push({ event, entry });
        continue;
      }
      kept.push(event);
      const gone = expired(event);
      if (gone) returned.set(event, gone);
    }
    return { kept, suppressions, returned };
  };
}

/** The entries that are in force in a scope. */
export function inForce(entries: readonly IgnoreEntry[], scope: Scope): IgnoreEntry[] {
  return ofScope(entries, scope).filter((entry) => !hasExpired(entry, scope.now));
}

function ofScope(entries: readonly IgnoreEntry[], scope: Scope): IgnoreEntry[] {
  return entries.filter((entry) => entry.active && isFor(entry, scope));
}

function entryFinder(
  entries: readonly IgnoreEntry[],
  reader: LineReader,
): (event: HuntEvent) => IgnoreEntry | undefined {
  const first = firstMatch(
    entries.map(({ when }) => when),
    reader,
  );
  return (event) => entries[first(event)];
}

function isFor({ rules, workspaces }: IgnoreEntry, { rule, workspace }: Scope): boolean {
  if (rules !== "all" && !rules.includes(rule.slug)) return false;
  const names = [workspace.id, workspace.name].map((name) => name.toLowerCase());
  return workspaces === "all" || workspaces.some((name) => names.includes(name.toLowerCase()));
}

export function hasExpired({ expires }: IgnoreEntry, now: number): boolean {
  return expires !== undefined && expires <= now;
}

/** Expiry is reported two weeks ahead, and as urgent in the last three days. */
const SOON = 14 * DAY;
const URGENT = 3 * DAY;

/** The last day, UTC, on which an entry that expires at a time (ms) hides anything. */
export function lastDay(expires: number): string {
  return iso(expires - 1).slice(0, 10);
}

/** Whether an entry has expired, or will within two weeks. */
export function expiresSoon({ expires }: IgnoreEntry, now: number): boolean {
  return expires !== undefined && expires <= now + SOON;
}

/** Reports the entries that have expired or soon will. */
export function expiryNotices(entries: readonly IgnoreEntry[], now: number): Problem[] {
  return entries.flatMap((entry): Problem[] => {
    const { id, origin, owner, expires, active } = entry;
    if (!active || expires === undefined || !expiresSoon(entry, now)) return [];
    const day = iso(expires).slice(0, 16);
    const remedy = `${owner || "its owner"} renews it with a new date, or removes it`;
    if (hasExpired(entry, now))
      return [
        { where: origin, message: `the entry ${id} expired at ${day}Z and hides nothing`, remedy },
      ];
    const days = Math.ceil((expires - now) / DAY);
    const urgent = expires <= now + URGENT ? "soon: " : "";
    return [
      {
        where: origin,
        message: `${urgent}the entry ${id} expires in ${days} day${days === 1 ? "" : "s"}, at ${day}Z`,
        remedy,
      },
    ];
  });
}
