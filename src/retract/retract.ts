import { CallError } from "../hunt/base/call-error.ts";
import { contains, iso, overlaps, type Window } from "../hunt/base/window.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import { HEALTH_LABEL } from "../hunt/delivery/health-label.ts";
import type { Attachments, Incidents, StoredIncident } from "../hunt/delivery/incidents.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { hasOurId, laterTouchOf, touchOf } from "./untouched.ts";

/** The incidents that are to be closed. */
export interface Retraction {
  readonly rule: Rule;
  /** Event time. */
  readonly window: Window;
  /**
   * Only incidents that were made then: from when a run was asked for to its end, ms; undefined:
   * whenever they were made.
   */
  readonly made: Made | undefined;
  /** What is retracted, for the closed incident: `run <id>`, or a rule with its time. */
  readonly what: string;
}

/** Both are part of it. */
interface Made {
  readonly from: number;
  readonly to: number;
}

/**
 * planned: it would be closed; before: an earlier retraction closed it; left: somebody touched it,
 * or it may not be ours alone.
 */
export interface Retracted {
  readonly incident: StoredIncident;
  readonly state: "closed" | "planned" | "left" | "before" | "failed";
  /** Why it was left alone, or why it failed; "" otherwise. */
  readonly why: string;
}

export interface Candidates {
  readonly found: readonly StoredIncident[];
  /** Whether every incident that can be meant was looked at. */
  readonly complete: boolean;
  /**
   * How many of the rule in this event time were made after a run's end: they are another run's,
   * and are not among them.
   */
  readonly later: number;
}

const MARK = "Retracted by Sentinel Hunts:";
const PAGE = 200;
/** A workspace that has more of them since then is retracted in shorter times. */
export const MOST_INCIDENTS = 20_000;

/**
 * The incidents of a rule in a time, by its labels and our kind of ids. An incident is made after
 * its events: older ones are not asked for.
 */
export async function findCandidates(
  wanted: Retraction,
  workspace: Workspace,
  incidents: Incidents,
): Promise<Candidates> {
  const found: StoredIncident[] = [];
  const oldest = Math.max(wanted.window.from, wanted.made?.from ?? 0);
  let [looked, complete] = [0, true];
  for await (const page of incidents.pages(workspace, PAGE)) {
    found.push(...page.filter((incident) => isCandidate(incident, wanted)));
    looked += page.length;
    if (isBefore(page, oldest)) break;
    complete = looked < MOST_INCIDENTS;
    if (!complete) break;
  }
  const end = wanted.made?.to ?? Number.POSITIVE_INFINITY;
  const own = found.filter(({ created }) => !(created > end));
  return { found: own, complete, later: found.length - own.length };
}

function isCandidate(incident: StoredIncident, { rule, window, made }: Retraction): boolean {
  const { labels, created } = incident;
  const ours =
    labels.includes("Sentinel Hunts") &&
    labels.includes(rule.slug) &&
    !labels.includes(HEALTH_LABEL) &&
    hasOurId(incident);
  return ours && overlaps(spanOf(incident), window) && created >= (made?.from ?? 0);
}

/**
 * Whether a page is in the order that was asked for, and ends before a time (ms): then the rest is
 * older still.
 */
function isBefore(page: readonly StoredIncident[], time: number): boolean {
  const times = page.map(({ created }) => created);
  return (
    times.length > 0 &&
    times.every((created, index) => index === 0 || created <= (times[index - 1] ?? 0)) &&
    (times.at(-1) ?? 0) < time
  );
}

/** The event time that an incident stands for; all of time where it does not say. */
function spanOf({ firstActivity, lastActivity }: StoredIncident): Window {
  if (firstActivity === undefined || lastActivity === undefined)
    return { from: 0, to: Number.POSITIVE_INFINITY };
  return { from: firstActivity, to: lastActivity + 1 };
}

/**
 * Closes what nobody touched, or says what it would close. What cannot be read or written of one
 * does not stop the others.
 */
export async function* retract(
  candidates: readonly StoredIncident[],
  wanted: Retraction,
  workspace: Workspace,
  { incidents, apply }: { readonly incidents: Incidents; readonly apply: boolean },
): AsyncGenerator<Retracted> {
  for (const incident of candidates) {
    try {
      yield await retractOne(incident, wanted, workspace, incidents, apply);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      yield { incident, state: "failed", why: error.line };
    }
  }
}

async function retractOne(
  listed: StoredIncident,
  wanted: Retraction,
  workspace: Workspace,
  incidents: Incidents,
  apply: boolean,
): Promise<Retracted> {
  const leave = (why: string): Retracted => ({ incident: listed, state: "left", why });
  if (listed.status === "Closed" && listed.classificationComment?.startsWith(MARK))
    return { incident: listed, state: "before", why: "" };
  const beyond = beyondOf(listed, wanted);
  if (beyond) return leave(beyond);
  // Read again at the last moment: the list may be minutes old.
  const incident = await incidents.find(workspace, listed.id);
  if (!incident) return leave("it was deleted meanwhile");
  // Without an etag nothing tells what somebody changes between this read and the write.
  if (incident.etag === "")
    return leave("the service gave no etag of it: a change at the last moment would be lost");
  const attached = await incidents.attachments(workspace, incident.id);
  const touch =
    touchOf(incident, wanted.rule) ??
    laterTouchOf(incident, attached) ??
    otherTimeOf(attached, wanted);
  if (touch) return leave(touch);
  if (!apply) return { incident, state: "planned", why: "" };
  const comment = `${MARK} ${wanted.what}. Nobody had touched it; its bookmarks stay.`;
  const done = await incidents.close(workspace, incident, {
    classification: "FalsePositive",
    reason: "IncorrectAlertLogic",
    comment,
  });
  return done === "closed"
    ? { incident, state: "closed", why: "" }
    : leave("somebody changed it meanwhile");
}

/**
 * A run is known by when its incidents were made; a time that is asked for must hold an incident's
 * whole span.
 */
function beyondOf(incident: StoredIncident, { window, made }: Retraction): string | undefined {
  const { from, to } = spanOf(incident);
  if (made !== undefined || contains(window, { from, to })) return undefined;
  if (to === Number.POSITIVE_INFINITY) return "it does not say which time it stands for";
  return `it stands for ${iso(from)} to ${iso(to)}, which reaches beyond the time that was asked for`;
}

/**
 * While a run was under way the timer may have made incidents too: those hold events outside the
 * run's time.
 */
function otherTimeOf({ bookmarks }: Attachments, { window, made }: Retraction): string | undefined {
  if (made === undefined) return undefined;
  const other = bookmarks.find(
    ({ eventTime }) => !(eventTime >= window.from && eventTime < window.to),
  );
  if (!other) return undefined;
  if (Number.isNaN(other.eventTime)) return "a bookmark of it does not say when its event was";
  return (
    `a bookmark of it is of an event at ${iso(other.eventTime)}, which is outside the run's ` +
    "time"
  );
}
