import type * as z from "zod";
import { quote } from "../hunt/base/escape.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { type Condition, type FieldCondition, leavesOf } from "../hunt/conditions/condition.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import { entrySchema } from "./entry-schema.ts";
import { pastedSign } from "./text-signs.ts";
import { weaknessOf } from "./weakness.ts";

/** Where an entry stands: `at` gives the place of one of its fields for people. */
export interface EntryPlace {
  readonly origin: string;
  at(path: readonly PropertyKey[]): string;
  /**
   * Its fields are columns of a table, which `at` does not tell: messages begin with their names.
   */
  readonly columns?: boolean;
  /**
   * What is known to be wrong with fields before the entry is looked at, by field: said in place of
   * what follows from it.
   */
  readonly faults?: ReadonlyMap<string, string>;
}

/**
 * Reads an entry of any source. One that cannot be read, is for no rule here or is too weak is
 * refused with the reason.
 */
export function readEntry(
  candidate: unknown,
  place: EntryPlace,
  slugs: readonly string[],
): IgnoreList {
  const refused = (field: string, message: string, remedy: string): IgnoreList => ({
    entries: [],
    problems: [problemOf(place, field, harmless(message), remedy)],
  });
  if (isTooDeep(candidate))
    return refused(
      "",
      `the entry is nested more than ${DEEPEST} deep`,
      "write the conditions side by side",
    );
  const parsed = entrySchema.safeParse(candidate);
  const faults = place.faults ?? new Map<string, string>();
  if (!parsed.success || faults.size > 0)
    return {
      entries: [],
      problems: [
        ...[...faults].map(([field, fault]) => fieldProblem(place.at([field]), field, fault)),
        ...(parsed.error?.issues ?? [])
          .filter(({ path }) => !faults.has(String(path[0])))
          .map((issue) =>
            fieldProblem(place.at(issue.path), issue.path.map(String).join("."), wordsOf(issue)),
          ),
      ],
    };
  const { permanent: _, source: __, ...entry } = parsed.data;
  const { id, rules } = entry;
  const unknown = rules === "all" ? undefined : rules.find((slug) => !slugs.includes(slug));
  if (unknown !== undefined)
    return refused(
      "rules",
      `the entry ${id} is for ${unknown}, which is no rule`,
      `use all, or one of ${slugs.join(", ")}`,
    );
  const broken = leavesOf(entry.when)
    .flatMap(textsOf)
    .find((text) => CONTROL.test(text));
  if (broken !== undefined)
    return refused(
      "when",
      `the entry ${id} wants ${quote(broken, 60)}, which holds a tab or a line break`,
      BACKSLASH,
    );
  const weakness = weaknessOf(entry.when);
  if (weakness !== undefined && entry.active)
    return refused(
      "when",
      `the entry ${id} is refused: ${weakness}`,
      "say more, or set active: false",
    );
  return {
    entries: [{ ...entry, origin: place.origin }],
    problems: entry.active ? pasteProblems(id, entry.when, place) : [],
  };
}

/**
 * `rules` is told for the entry as a whole: whoever wrote it wrote it for another folder of rules.
 */
function problemOf(place: EntryPlace, field: string, message: string, remedy: string): Problem {
  const where = place.at(field === "" || field === "rules" ? [] : [field]);
  return {
    where,
    message: place.columns && field !== "" ? `${field}: ${message}` : message,
    remedy,
  };
}

/** Texts that no program writes, and pastes do: such an entry is used, and likely hides nothing. */
function pasteProblems(id: string, when: Condition, place: EntryPlace): Problem[] {
  const texts = leavesOf(when).flatMap(textsOf);
  return texts.flatMap((text) => {
    const sign = pastedSign(text);
    if (!sign) return [];
    const remedy = `${sign.remedy}, or use the op regex with \\x{...} where it is meant so`;
    return [
      problemOf(
        place,
        "when",
        `the entry ${id} wants ${quote(text, 60)}, which ${sign.said}`,
        remedy,
      ),
    ];
  });
}

function fieldProblem(where: string, field: string, message: string): Problem {
  return {
    where,
    message: harmless(`${field || "the entry"}: ${message}`),
    remedy: "correct the entry",
  };
}

/** What JSON and double quotes of YAML make of a single backslash before b, f, n, r, t and v. */
const CONTROL = /[\t\n\r\b\f\v]/;
const BACKSLASH = "write each backslash twice in JSON and in double quotes of YAML";

/** The texts that a condition wants as they are. */
function textsOf(condition: FieldCondition): readonly string[] {
  if (condition.op === "regex" || condition.op === "cidr") return [];
  return condition.op === "in" ? condition.value : [condition.value];
}

/** Levels of lists and objects in an entry. */
const DEEPEST = 40;

function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= DEEPEST; depth++) {
    level = level.flatMap((one) =>
      typeof one === "object" && one !== null ? Object.values(one) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}

/** What a person wrote wrong, where the schema's own words are a programmer's. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `${issue.keys.join(", ")} is no field of an entry`;
  if (issue.code === "too_small") return "is empty";
  return issue.code === "invalid_type" && issue.message.endsWith("received undefined")
    ? "is missing"
    : issue.message;
}

function harmless(message: string): string {
  return `${message}; until then it hides nothing`;
}
