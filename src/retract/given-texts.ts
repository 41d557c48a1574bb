import { parseTime } from "../hunt/base/time-text.ts";
import type { Window } from "../hunt/base/window.ts";
import type { StoredIncident } from "../hunt/delivery/incidents.ts";
import {
  EMPTY_VALUE,
  groupText,
  MERGES,
  stormText,
  stormTitle,
} from "../hunt/delivery/kinds/incident.ts";
import { groupTitle } from "../hunt/delivery/kinds/wording.ts";
import { type Band, bandsOf } from "../hunt/findings/band.ts";
import type { Rule } from "../hunt/findings/rule.ts";

/**
 * Whether title and description are unchanged: the title exactly, and the description up to the
 * query, which differs if the rule was corrected since. A description that had to be shortened
 * counts as changed, because the two cannot be told apart.
 */
export function hasGivenTexts(
  { title, description = "", severity }: Pick<StoredIncident, Given>,
  rule: Rule,
): boolean {
  const [text = "", ...rest] = description.split(
    /\n\n(?=Query:\n|The query is too long (?:for this description|to stand here): |Each run merges )/,
  );
  const span = spanIn(text);
  if (!span || rest.length !== 1 || !isQueryPart(rest[0] ?? "")) return false;
  const bands = bandsOf(rule).filter((band) => band.severity === severity);
  const isStorm = (band: Band) =>
    title === stormTitle(band, rule) && text === stormText(band, span, rule);
  if (bands.some(isStorm)) return true;
  const values = valuesIn(text, rule);
  const before = text.split("\n\n").filter((part) => FOLLOWS.test(part));
  if (!values || before.length > 1 || title !== groupTitle(rule.name, { values })) return false;
  return bands.some((band) => text === groupText(rule, { band, span, values }, before));
}

function isQueryPart(text: string): boolean {
  return text === MERGES || QUERY.test(text);
}

type Given = "title" | "description" | "severity";

/**
 * The query, or why it is left out, and the link to it. An earlier version put the former in other
 * words, and had no link.
 */
const QUERY =
  /^(?:Query:\n|The query is too long (?:for this description|to stand here): [a-z' ]+\.(?:$|\n\n(?:The query in Logs: https:\/\/\S+|A link to the query in Logs would be too long\.)$))/;
const FOLLOWS = /^Follows incident [0-9a-f-]{36}, which was closed or deleted\.$/;

function spanIn(text: string): Window | undefined {
  const [, from = "", to = ""] =
    / between (\d{4}-\S+Z) and (\d{4}-\S+Z)(?: held|\. Risk) /.exec(text) ?? [];
  const span = { from: parseTime(from), to: parseTime(to) };
  return span.from === undefined || span.to === undefined
    ? undefined
    : { from: span.from, to: span.to };
}

/** The values of the grouping columns, which come last; undefined if they do not. */
function valuesIn(text: string, { hunt }: Rule): [string, string][] | undefined {
  const columns = hunt.group;
  const shown = columns.length === 0 ? [] : text.split("\n\n").slice(-columns.length);
  if (!columns.every((column, index) => shown[index]?.startsWith(`${column}: `))) return undefined;
  return columns.map((column, index) => {
    const value = (shown[index] ?? "").slice(column.length + 2);
    return [column, value === EMPTY_VALUE ? "" : value];
  });
}
