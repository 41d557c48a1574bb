import { oneLine } from "../../base/escape.ts";
import { limitText } from "../../base/limit-text.ts";
import { listNames } from "../../base/list-names.ts";
import { trimEnd } from "../../base/trim-end.ts";
import { iso, type Window } from "../../base/window.ts";
import type { DeliveryContext, Notice } from "../delivery.ts";
import { HEALTH_LABEL } from "../health-label.ts";
import { LIMITS } from "./limits.ts";

/** How many rules a text names at most. */
const MOST_NAMES = 20;

/** Names the rule, or the workspace if none of its rules runs. */
export function troubleTitle(notice: Notice, context: DeliveryContext): string {
  const what = { behind: "Hunt is not running", failing: "Hunt keeps failing" }[notice.kind];
  return limitText(
    isWhole(notice)
      ? `No hunt is running in ${workspaceName(context)}`
      : `${what}: ${context.rule.name}`,
    LIMITS.title,
  );
}

export function recoveryTitle(notice: Notice, context: DeliveryContext): string {
  return limitText(
    isWhole(notice)
      ? `Hunts run again in ${workspaceName(context)}`
      : `Hunt runs again: ${context.rule.name}`,
    LIMITS.title,
  );
}

/** What is not running, since when, up to what event time it has run, why, and what to do. */
export function troubleText(notice: Notice, context: DeliveryContext): string {
  const { since, covered, failingFrom, cause, rules, kind } = notice;
  const workspace = workspaceName(context);
  const what = isWhole(notice)
    ? `Nothing that the hunts asked of workspace ${workspace} has worked since ${iso(since)}. ` +
      `Behind: ${listNames(rules, MOST_NAMES)}.`
    : {
        behind:
          `The hunt ${context.rule.slug} has not covered anything in workspace ${workspace} ` +
          `since ${iso(since)}.`,
        failing:
          `A part of the hunt ${context.rule.slug} has failed in workspace ${workspace} since ` +
          `${iso(since)}${failedText(failingFrom)}.`,
      }[kind];
  return [
    "This is about the hunt itself. It does not indicate an attack.",
    what,
    ...(covered === undefined || kind === "failing"
      ? []
      : [`Events up to ${iso(covered)} have been examined.`]),
    `Why: ${sentence(cause.message)}`,
    `What to do: ${sentence(cause.remedy)}`,
    "Missed time is filled automatically once the hunt runs again; a note will be added then. " +
      "The health of the function app shows the progress.",
  ].join("\n\n");
}

/** Ends the text with exactly one full stop, whether Azure wrote one or not. */
function sentence(text: string): string {
  return `${oneLine(trimEnd(text, /[\s.]/), LIMITS.cause)}.`;
}

/** Newer windows still run, so the text cannot name an end. */
function failedText(from: number | undefined): string {
  return from === undefined
    ? ""
    : `; events from ${iso(from)} on may not have been examined, or not listed in comments`;
}

export function recoveryText({ since, ended, rules }: Notice): string {
  const which = rules.length > 0 ? `The workspace answers the hunts again` : "The hunt runs again";
  const until = ended === undefined ? "" : ` Trouble from ${iso(since)} to ${iso(ended)}.`;
  return (
    `${which}.${until} Missed time is filled automatically, oldest first; the ` +
    "health of the function app shows the progress."
  );
}

/**
 * The event time that the rule has not covered, as far as was known when the trouble was noticed.
 */
export function troubleTime({
  kind,
  since,
  noticed,
  covered = since,
  failingFrom = since,
}: Notice): Window {
  const from = Math.min(kind === "behind" ? covered : failingFrom, since);
  return { from, to: Math.max(noticed, from + 1) };
}

/**
 * Retraction selects by the rule's labels: the health label marks an incident that is not a finding
 * of the rule.
 */
export function troubleLabels(notice: Notice, { rule }: DeliveryContext): string[] {
  return ["Sentinel Hunts", HEALTH_LABEL, ...(isWhole(notice) ? [] : [rule.slug])];
}

export function isWhole({ rules }: Notice): boolean {
  return rules.length > 0;
}

function workspaceName({ workspace }: DeliveryContext): string {
  return oneLine(workspace.name, 80);
}
