import { checkValue, describeFault, type Fault, nearRemedy } from "../content/check-value.ts";
import { nearest } from "../content/nearest.ts";
import { quote } from "../hunt/base/escape.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { type Condition, type FieldCondition, leavesIn } from "../hunt/conditions/condition.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import { entrySchema } from "./entry-schema.ts";
import { pastedSign } from "./text-signs.ts";
import { findWeakness } from "./weakness.ts";

/** Where an entry comes from: `at` gives the place of one of its fields, as people read it. */
export interface EntryPlace {
  readonly origin: string;
  at(path: readonly PropertyKey[]): string;
  /**
   * Its fields are columns of a table, which `at` does not name: messages begin with their names.
   */
  readonly columns?: boolean;
  /** The columns that contain its conditions, if they are not in `when`. */
  readonly conditions?: string;
  /** Columns that do not make it specific; default none. */
  readonly idle?: ReadonlySet<string>;
  /**
   * Faults that were found in fields before the entry is checked, by field: they are reported in
   * place of the faults that follow from them.
   */
  readonly faults?: ReadonlyMap<string, string>;
}

/**
 * Reads an entry from any source. An entry that cannot be read, names an unknown rule or is too
 * weak is refused, with the reason.
 */
export function readEntry(
  candidate: unknown,
  place: EntryPlace,
  slugs: readonly string[],
): IgnoreList {
  const refuse = (field: string, message: string, remedy: string): IgnoreList => ({
    entries: [],
    problems: [fieldProblem(place, field, harmless(message), remedy)],
  });
  if (isTooDeep(candidate))
    return refuse(
      "",
      `the entry is nested more than ${DEEPEST} deep`,
      "write the conditions side by side",
    );
  const checked = checkValue(entrySchema, candidate);
  const told = place.faults ?? new Map<string, string>();
  if ("faults" in checked || told.size > 0)
    return {
      entries: [],
      problems: [
        ...[...told].map(([field, message]) => toldFault(field, message)),
        ...("faults" in checked ? checked.faults : []).filter(
          ({ path }) => !told.has(String(path[0])),
        ),
      ].map((fault) => faultProblem(fault, place)),
    };
  const { permanent: _, source: __, ...entry } = checked.value;
  const { id, rules } = entry;
  const unknown = rules === "all" ? undefined : rules.find((slug) => !slugs.includes(slug));
  if (unknown !== undefined) {
    const near = nearest(unknown, slugs);
    return refuse(
      "rules",
      `the entry ${id} is for ${unknown}, which is not a rule`,
      near ? `did you mean ${near}?` : `use all, or one of ${slugs.join(", ")}`,
    );
  }
  const broken = leavesIn(entry.when)
    .flatMap(textsIn)
    .find((text) => CONTROL.test(text));
  if (broken !== undefined)
    return refuse(
      "when",
      `the entry ${id} wants ${quote(broken, 60)}, which holds a tab or a line break`,
      place.conditions ? "remove it" : BACKSLASH,
    );
  const weakness = findWeakness(entry.when, place.idle);
  if (weakness !== undefined && entry.active)
    return refuse(
      "when",
      `the entry ${id} is refused: ${weakness}`,
      "say more, or set active: false",
    );
  return {
    entries: [{ ...entry, origin: place.origin, ...(place.idle ? { idle: [...place.idle] } : {}) }],
    problems: entry.active ? pasteProblems(id, entry.when, place) : [],
  };
}

/** A fault in `rules` is reported for the whole entry, which was written for other rules. */
function fieldProblem(place: EntryPlace, field: string, message: string, remedy: string): Problem {
  const where = place.at(field === "" || field === "rules" ? [] : [field]);
  const named = field === "when" ? (place.conditions ?? field) : field;
  return {
    where,
    message: place.columns && field !== "" ? `${named}: ${message}` : message,
    remedy,
  };
}

/**
 * Reports texts with characters that come only from pasting: the entry is used, but likely hides
 * nothing.
 */
function pasteProblems(id: string, when: Condition, place: EntryPlace): Problem[] {
  const texts = leavesIn(when).flatMap(textsIn);
  return texts.flatMap((text) => {
    const sign = pastedSign(text);
    if (!sign) return [];
    const remedy = `${sign.remedy}, or use the op regex with \\x{...} if it is intended`;
    return [
      fieldProblem(
        place,
        "when",
        `the entry ${id} wants ${quote(text, 60)}, which ${sign.said}`,
        remedy,
      ),
    ];
  });
}

/** A fault that the source itself found in a field. */
function toldFault(field: string, message: string): Fault {
  return { path: [field], message, isUnknownField: false };
}

function faultProblem(fault: Fault, place: EntryPlace): Problem {
  return {
    where: place.at(fault.path),
    message: harmless(describeFault(fault, "the entry")),
    remedy: nearRemedy(fault) ?? "correct the entry",
  };
}

/** What JSON and double-quoted YAML make of a single backslash before b, f, n, r, t and v. */
const CONTROL = /[\t\n\r\b\f\v]/;
const BACKSLASH = "write each backslash twice in JSON and in double quotes of YAML";

/** The texts that a condition wants literally. */
function textsIn(condition: FieldCondition): readonly string[] {
  if (condition.op === "regex" || condition.op === "cidr") return [];
  return condition.op === "in" ? condition.value : [condition.value];
}

/** How many levels of lists and objects an entry may have. */
const DEEPEST = 40;

export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= DEEPEST; depth++) {
    level = level.flatMap((one) =>
      typeof one === "object" && one !== null ? Object.values(one) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}

function harmless(message: string): string {
  return `${message}; until then it hides nothing`;
}
