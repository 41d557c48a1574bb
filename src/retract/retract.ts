import { CallError } from "../hunt/base/call-error.ts";
import { contains, iso, overlaps, type Window } from "../hunt/base/window.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import { HEALTH_LABEL } from "../hunt/delivery/health-label.ts";
import type { Attachments, Incidents, StoredIncident } from "../hunt/delivery/incidents.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { findLaterTouch, findTouch, hasOurId } from "./untouched.ts";

/** Which incidents to close. */
export interface Retraction {
  readonly rule: Rule;
  /** A range of event time. */
  readonly window: Window;
  /**
   * Restricts the incidents to those created during a run, from its request to its end;
   * undefined for no restriction.
   */
  readonly made: Made | undefined;
  /** What is retracted, for the closing comment: `run <id>`, or a rule with its time range. */
  readonly what: string;
}

/** A range of creation times in ms, both ends inclusive. */
interface Made {
  readonly from: number;
  readonly to: number;
}

/**
 * The outcome for an incident. planned: it would be closed; before: an earlier retraction closed
 * it; left: somebody worked on it, or it may contain more than what is retracted.
 */
export interface Retracted {
  readonly incident: StoredIncident;
  readonly state: "closed" | "planned" | "left" | "before" | "failed";
  /** Why it was left or why closing it failed; "" otherwise. */
  readonly why: string;
}

export interface Candidates {
  readonly found: readonly StoredIncident[];
  /** Whether all incidents that could match were examined. */
  readonly complete: boolean;
  /**
   * How many matching incidents were created after the end of the run. They belong to another run
   * and are not in `found`.
   */
  readonly later: number;
}

const MARK = "Retracted by Sentinel Hunts:";
const PAGE = 200;
/** The most incidents that are examined. Beyond this, retract shorter time ranges. */
export const MOST_INCIDENTS = 20_000;

/**
 * Finds the incidents of a rule by their labels and the form of their ids, newest first. An
 * incident is created after its events, so the search stops at those created before the window.
 * @throws CallError
 */
export async function findCandidates(
  wanted: Retraction,
  workspace: Workspace,
  incidents: Incidents,
): Promise<Candidates> {
  const found: StoredIncident[] = [];
  const oldest = Math.max(wanted.window.from, wanted.made?.from ?? 0);
  let [examined, complete] = [0, true];
  for await (const page of incidents.pages(workspace, PAGE)) {
    found.push(...page.filter((incident) => isCandidate(incident, wanted)));
    examined += page.length;
    if (isBefore(page, oldest)) break;
    complete = examined < MOST_INCIDENTS;
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
  return ours && overlaps(activitySpan(incident), window) && created >= (made?.from ?? 0);
}

/** Whether a page is sorted from new to old and ends before a time (ms), so the rest is older. */
function isBefore(page: readonly StoredIncident[], time: number): boolean {
  const times = page.map(({ created }) => created);
  return (
    times.length > 0 &&
    times.every((created, index) => index === 0 || created <= (times[index - 1] ?? 0)) &&
    (times.at(-1) ?? 0) < time
  );
}

/** The range of event time of an incident; all of time if it has none. */
function activitySpan({ firstActivity, lastActivity }: StoredIncident): Window {
  if (firstActivity === undefined || lastActivity === undefined)
    return { from: 0, to: Number.POSITIVE_INFINITY };
  return { from: firstActivity, to: lastActivity + 1 };
}

/**
 * Closes the incidents on which nobody worked, or without `apply` reports which it would close. An
 * error with one incident does not stop the others.
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
  if (isRetracted(listed)) return { incident: listed, state: "before", why: "" };
  const beyond = explainBeyond(listed, wanted);
  if (beyond) return leave(beyond);
  // Read again just before the change, because the list may be minutes old.
  const incident = await incidents.find(workspace, listed.id);
  if (!incident) return leave("it was deleted in the meantime");
  // Without an etag, a change between this read and the write would go unnoticed.
  if (incident.etag === "")
    return leave("it has no etag, so a change at the last moment would be overwritten");
  const attached = await incidents.attachments(workspace, incident.id);
  const touch =
    findTouch(incident, wanted.rule) ??
    findLaterTouch(incident, attached) ??
    explainOtherTime(attached, wanted);
  if (touch) return leave(touch);
  if (!apply) return { incident, state: "planned", why: "" };
  return closeAsRetracted(incident, wanted, workspace, incidents, "its bookmarks stay");
}

/** Whether an earlier retraction closed it. */
export function isRetracted({ status, classificationComment }: StoredIncident): boolean {
  return status === "Closed" && classificationComment?.startsWith(MARK) === true;
}

/** Closes an incident on which nobody worked, unless somebody has changed it since it was read. */
export async function closeAsRetracted(
  incident: StoredIncident,
  { what }: Retraction,
  workspace: Workspace,
  incidents: Incidents,
  stays: string,
): Promise<Retracted> {
  const done = await incidents.close(workspace, incident, {
    classification: "FalsePositive",
    reason: "IncorrectAlertLogic",
    comment: `${MARK} ${what}. Nobody had touched it; ${stays}.`,
  });
  return done === "closed"
    ? { incident, state: "closed", why: "" }
    : { incident, state: "left", why: "somebody changed it in the meantime" };
}

/**
 * Why an incident exceeds the retraction. The incidents of a run are recognised by their creation
 * time; without a run, the window must contain the whole span of the incident.
 */
function explainBeyond(incident: StoredIncident, { window, made }: Retraction): string | undefined {
  const { from, to } = activitySpan(incident);
  if (made !== undefined || contains(window, { from, to })) return undefined;
  if (to === Number.POSITIVE_INFINITY) return "it has no first and last activity";
  return `it covers ${iso(from)} to ${iso(to)}, which exceeds the requested time range`;
}

/**
 * Why an incident may not be from the run: the timer may have created incidents at the same time,
 * which contain events outside the run's time range.
 */
function explainOtherTime(
  { bookmarks }: Attachments,
  { window, made }: Retraction,
): string | undefined {
  if (made === undefined) return undefined;
  const other = bookmarks.find(
    ({ eventTime }) => !(eventTime >= window.from && eventTime < window.to),
  );
  if (!other) return undefined;
  if (Number.isNaN(other.eventTime)) return "one of its bookmarks has no event time";
  return (
    `one of its bookmarks is for an event at ${iso(other.eventTime)}, which is outside the run's ` +
    "time range"
  );
}
