import * as z from "zod";
import { checkValue, nearRemedy } from "../../content/check-value.ts";
import { isoDuration } from "../../hunt/base/duration.ts";
import { parseJson } from "../../hunt/base/parse-json.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { parseTime } from "../../hunt/base/time-text.ts";
import { cellAt, DAY, iso, type Window } from "../../hunt/base/window.ts";
import { completeEnd, huntedRange } from "../../hunt/findings/cells.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import type { Lane } from "../../settings/lanes.ts";
import { nearest } from "../../settings/nearest.ts";

/** A valid request for a run. */
export interface AskRequest {
  readonly rule: Rule;
  readonly lane: Lane;
  readonly range: Window;
  readonly dry: boolean;
}

export interface AskContext {
  readonly rules: readonly Rule[];
  readonly lanes: readonly Lane[];
  /** Ms. */
  readonly now: number;
  /**
   * How long the ledger remembers findings, ms: a run over an older time could create again what an
   * analyst has deleted.
   */
  readonly knownFor: number;
}

const LONGEST = 366 * DAY;
const LONGEST_TEXT = 10_000;
const FORM = 'send {"rule":"NAME","from":"2026-11-20","to":"2026-11-21T10:00:00Z","dry":true}';
const TIME = "must be a date, or a time with its zone";
const time = z.string(TIME).transform((text, context) => {
  const ms = parseTime(text);
  if (ms === undefined) context.addIssue({ code: "custom", message: TIME });
  return ms ?? 0;
});

const schema = z.strictObject(
  {
    rule: z.string("must be a rule's name"),
    from: time,
    to: time,
    dry: z.boolean("must be true or false").default(true),
    lane: z.string("must be a lane's name").optional(),
    again: z.boolean("must be true or false").default(false),
  },
  { error: ({ code }) => (code === "invalid_type" ? "must be a JSON object" : undefined) },
);

/** Reads a request's body; reports everything that is wrong with it at once. */
export function readAskRequest(
  text: string,
  context: AskContext,
): AskRequest | { readonly problems: readonly Problem[] } {
  const checked = checkValue(schema, text.length > LONGEST_TEXT ? undefined : parseJson(text));
  if ("faults" in checked)
    return {
      problems: checked.faults.map((fault) => ({
        where: fault.path.map(String).join(".") || "body",
        message: fault.message,
        remedy: nearRemedy(fault) ?? FORM,
      })),
    };
  const { from, to, dry, again } = checked.value;
  const rule = context.rules.find(({ slug }) => slug === checked.value.rule);
  const lane = chooseLane(checked.value.lane, context.lanes);
  const problems = [
    ...(rule ? [] : [noRule(checked.value.rule, context)]),
    ...("where" in lane ? [lane] : []),
    ...wrongRange({ from, to }, context.now),
    ...(rule ? noCell(rule, { from, to }, context.now) : []),
    ...(!dry && !again ? tooOld(rule ? cellAt(from, rule.hunt.span).from : from, context) : []),
  ];
  return rule && !("where" in lane) && problems.length === 0
    ? { rule, lane, range: { from, to }, dry }
    : { problems };
}

function noRule(wanted: string, { rules }: AskContext): Problem {
  const slugs = rules.map(({ slug }) => slug);
  const near = nearest(wanted, slugs);
  return {
    where: "rule",
    message: "there is no such rule",
    remedy: near ? `did you mean ${near}?` : `there are ${slugs.join(", ")}`,
  };
}

/** The lane that a request names; if there is only one lane, it need not name it. */
export function chooseLane(wanted: string | undefined, lanes: readonly Lane[]): Lane | Problem {
  const lane = lanes.find(
    ({ name }) => name === (wanted ?? (lanes.length === 1 ? name : undefined)),
  );
  if (lane) return lane;
  const names = lanes.map(({ name }) => name).join(", ");
  if (lanes.length === 0)
    return { where: "lane", message: "no workspace is set", remedy: "set one (docs/settings.md)" };
  return {
    where: "lane",
    message: wanted === undefined ? "is missing: there are several" : "there is no such lane",
    remedy: `name one of ${names}`,
  };
}

function wrongRange({ from, to }: Window, now: number): Problem[] {
  if (from >= to)
    return [
      {
        where: "from",
        message: "is not before to",
        remedy: "a window is half-open: the start counts, the end does not",
      },
    ];
  const future = {
    where: "to",
    message: `lies after ${iso(now)}`,
    remedy: "choose a time range in the past",
  };
  const long = {
    where: "to",
    message: "is more than 366 days after from",
    remedy: "request it in parts",
  };
  return [...(to > now ? [future] : []), ...(to - from > LONGEST ? [long] : [])];
}

/** A rule that merges rows runs whole cells, once late rows had their time to arrive. */
function noCell(rule: Rule, range: Window, now: number): Problem[] {
  const hunted = huntedRange(rule, range, now);
  if (hunted.from < hunted.to || range.from >= range.to) return [];
  return [
    {
      where: "to",
      message: `the rule merges rows of ${isoDuration(rule.hunt.every)}, and none is complete yet`,
      remedy: `choose a time before ${iso(completeEnd(rule, now))}`,
    },
  ];
}

function tooOld(from: number, { now, knownFor }: AskContext): Problem[] {
  // A day's margin: the run starts later, and old records are deleted daily.
  const oldest = now - knownFor + DAY;
  if (from >= oldest) return [];
  const message =
    `reaches back before ${iso(oldest)}: findings from that time are no longer remembered, so ` +
    "deleted ones could be created again";
  return [
    {
      where: "from",
      message,
      remedy: 'send "dry":true, or "again":true if that is intended',
    },
  ];
}
