import type { HuntEvent } from "../hunt/conditions/event.ts";
import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import type { Preview } from "./preview.ts";
import { UserError } from "./user-error.ts";

/** A finding that an entry is meant to hide, and what was seen of it so far. */
export interface WantedFinding {
  readonly id: string;
  seen: "hidden" | "kept" | "nothing";
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const OFFERED_WITH = new RegExp(`finding (${ID.source})`, "i");

/**
 * The finding that was named, or the one that an offered entry names in its reason; undefined
 * without either. @throws UserError if what was named is no id
 */
export function wantedFinding(
  { reason }: IgnoreEntry,
  named: string | undefined,
): WantedFinding | undefined {
  if (named !== undefined && !new RegExp(`^${ID.source}$`, "i").test(named))
    throw new UserError(
      "--finding is not the id of a finding",
      "use the id after Finding in a text",
    );
  const id = named ?? OFFERED_WITH.exec(reason)?.[1];
  return id === undefined ? undefined : { id: id.toLowerCase(), seen: "nothing" };
}

/** Notes whether a rule's events in a workspace have it, and whether the entry hides it. */
export function lookForWanted(
  wanted: WantedFinding,
  { hidden, kept }: Preview,
  idOf: (event: HuntEvent) => string,
): void {
  const has = (events: readonly HuntEvent[]) => events.some((event) => idOf(event) === wanted.id);
  if (has(hidden)) wanted.seen = "hidden";
  else if (wanted.seen === "nothing" && has(kept)) wanted.seen = "kept";
}

export function wantedText({ id, seen }: WantedFinding): string {
  if (seen === "hidden") return `It hides the finding ${id}.`;
  return seen === "kept"
    ? `It does not hide the finding ${id}, which stays.`
    : `The finding ${id} is not among these events: another entry hides it, or it is of another ` +
        "workspace (--live) or time.";
}
