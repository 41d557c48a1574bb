import type { Accepted } from "../../attack/accepted.ts";
import { accepted, attack, type Bypass } from "../../attack/attack.ts";
import { oneLine } from "../../hunt/escape.ts";
import { expiryNotices, type IgnoreEntry, problemText } from "../../hunt/ignore.ts";
import { iso } from "../../hunt/window.ts";
import { nearest } from "../../settings/nearest.ts";
import { WINDOWS } from "../../windows/derive.ts";
import { type Content, loadContent } from "../content.ts";
import { RULES_FOLDER } from "../paths.ts";
import { counted } from "../reporters/counted.ts";
import { jsonLine } from "../reporters/json.ts";
import { styled, type Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";

export interface IgnoreOptions {
  readonly rules?: string;
  readonly json?: boolean;
}

/** Tries to hide an attack behind each entry. @returns 1 where one can be hidden behind an active structured entry */
export function ignoreAttack(ids: readonly string[], options: IgnoreOptions, terminal: Terminal): number {
  const entries = chosen(contentOf(options), ids);
  let passed = 0;
  for (const entry of entries) {
    const bypass = attack(entry, WINDOWS);
    const allowed = bypass ? [] : accepted(entry, WINDOWS);
    if (bypass && entry.active && !entry.unverified) passed += 1;
    const said = { accepted: allowed.map(({ what, reason }) => ({ what, reason })), ...bypass };
    if (options.json) terminal.out(jsonLine({ kind: "attack", entry: entry.id, active: entry.active, ...said }));
    else attackLines(entry, bypass, allowed, terminal);
  }
  if (!options.json) terminal.out(`${counted(entries.length, "entry", "entries")} attacked, ${passed} that hide an attack`);
  return passed > 0 ? 1 : 0;
}

function attackLines(entry: IgnoreEntry, bypass: Bypass | undefined, allowed: readonly Accepted[], terminal: Terminal): void {
  const kind = entry.unverified ? " (a plain term)" : entry.active ? "" : " (not active)";
  terminal.out(`${bypass ? styled(terminal, "red", "passed") : styled(terminal, "green", "holds ")} ${entry.id}${kind}`);
  for (const { what, reason } of allowed) terminal.out(`       accepted: ${what}; ${reason}`);
  if (!bypass) return;
  terminal.out(`       ${oneLine(bypass.line, 300)}`);
  terminal.out(`       ${oneLine(bypass.abuse, 200)}`);
}

/** All entries with their origin, scope and end. */
export function ignoreList(options: IgnoreOptions, terminal: Terminal): number {
  const content = contentOf(options);
  const { entries } = content.ignore;
  for (const entry of entries) terminal.out(options.json ? jsonLine({ kind: "entry", ...entry }) : entryLine(entry));
  if (options.json) return 0;
  for (const notice of expiryNotices(entries, Date.now())) terminal.out(`notice   ${problemText(notice)}`);
  terminal.out(counted(entries.length, "entry", "entries"));
  return 0;
}

function entryLine({ id, rules, owner, expires, active, unverified, origin }: IgnoreEntry): string {
  const end = expires === undefined ? (unverified ? "no end" : "permanent") : `until ${iso(expires).slice(0, 10)}`;
  const state = active ? end : "not active";
  const facts = [state, ...(owner ? [owner] : []), ...(unverified ? ["unverified"] : []), rules === "all" ? "all rules" : rules.join(" ")];
  return `${oneLine(id, 60)}\n  ${facts.join(", ")}; ${oneLine(origin, 120)}`;
}

function contentOf({ rules }: IgnoreOptions): Content {
  return loadContent({ folder: rules ?? RULES_FOLDER, environment: process.env });
}

function chosen({ ignore }: Content, ids: readonly string[]): readonly IgnoreEntry[] {
  for (const id of ids.filter((one) => !ignore.entries.some((entry) => entry.id === one))) {
    const near = nearest(
      id,
      ignore.entries.map((entry) => entry.id),
    );
    throw new UserError(`there is no entry ${oneLine(id, 60)}`, near ? `did you mean ${near}?` : "hunts ignore list names them");
  }
  return ids.length === 0 ? ignore.entries : ignore.entries.filter(({ id }) => ids.includes(id));
}
