import { isExact, isWholePath } from "../../attack/binding.ts";
import type { Condition, FieldCondition } from "../../hunt/conditions/condition.ts";
import { ownColumn, techniqueDeriving } from "../../techniques/derived-column.ts";
import { resolvePath } from "../../windows/resolve-path.ts";
import { canWrite } from "../../windows/writable.ts";

/**
 * A kind of detection-logic bug in the taxonomy of the Adversarial Detection Engineering framework
 * (https://adeframework.org, commit a9245aba10 of its repository, 16 kinds in 4 categories).
 */
export interface LogicBug {
  readonly id: string;
  readonly name: string;
  /** The file of the taxonomy that describes it. */
  readonly page: string;
  /** What it means for an ignore entry. */
  readonly meaning: string;
}

/** The kinds that an entry can have: the others are about what a rule looks for. */
export const LOGIC_BUGS = {
  gate: {
    id: "ADE4-01",
    name: "Gate Inversion",
    page: "ade4-logic-manipulation.md",
    meaning: "an exclusion is a NOT, and whoever can write what it wants turns the rule off",
  },
  text: {
    id: "ADE1-01",
    name: "Substring Manipulation",
    page: "ade1-reformatting-in-actions.md",
    meaning: "the entry wants a text that anybody can write into a longer one",
  },
  method: {
    id: "ADE2-01",
    name: "Omit Alternatives - Method/Binary",
    page: "ade2-omit-alternatives.md",
    meaning: "the entry leaves open what is called or done, and not every way to do it is harmless",
  },
  location: {
    id: "ADE2-03",
    name: "Omit Alternatives - Locations",
    page: "ade2-omit-alternatives.md",
    meaning: "the entry leaves open where a file is, or names a place where a user can put one",
  },
  clone: {
    id: "ADE3-01",
    name: "Process Cloning",
    page: "ade3-context-development.md",
    meaning: "the entry knows a program by its name, which any program can have",
  },
  lineage: {
    id: "ADE3-05",
    name: "Lineage Spoofing",
    page: "ade3-context-development.md",
    meaning: "the entry trusts what is logged of the parent, which can be falsified",
  },
} as const satisfies Record<string, LogicBug>;

/** `ADE4-01 Gate Inversion`. */
export function bugText({ id, name }: LogicBug): string {
  return `${id} ${name}`;
}

/** From what is hardest to pass to what is easiest. */
const LOOSER = ["method", "location", "lineage", "text"] as const;
type Looseness = (typeof LOOSER)[number];

/**
 * What is wrong with the logic of an entry that an attack got through: first that an exclusion can
 * be met on purpose, then how. An imitation starts a program of the attacker's own.
 */
export function bugsBehind(
  when: Condition,
  { image }: { readonly image?: string },
): readonly [LogicBug, LogicBug] {
  const how = image === undefined ? (looseness(when) ?? "method") : "clone";
  return [LOGIC_BUGS.gate, LOGIC_BUGS[how]];
}

/**
 * How an attack passes a condition: all parts of `all` were passed, so the one that is hardest to
 * pass tells; of `any`, the easiest. Undefined for what does not depend on what is started, such as
 * a host or a user.
 */
function looseness(condition: Condition): Looseness | undefined {
  if ("not" in condition) return undefined;
  if ("field" in condition) return loosenessOf(condition);
  const isAll = "all" in condition;
  const parts = (isAll ? condition.all : condition.any).map(looseness);
  const order = isAll ? LOOSER : LOOSER.toReversed();
  return order.find((one) => parts.includes(one));
}

/** A parent's line is a line, too: whoever starts the parent writes it. */
function loosenessOf(condition: FieldCondition): Looseness | undefined {
  const { field } = condition;
  const { weakness } = techniqueDeriving(field) ?? {};
  if (weakness?.telling.column === ownColumn(field))
    return isProtected(condition) ? "method" : "location";
  if (weakness || /CommandLine$/.test(field)) return isExact(condition) ? "location" : "text";
  return /^(Parent|Acting)/.test(field) ? "lineage" : undefined;
}

/** Whether a condition wants only whole paths to which a standard user cannot write. */
function isProtected(condition: FieldCondition): boolean {
  const { value } = condition;
  const paths = typeof value === "string" ? [value] : value;
  return isWholePath(condition) && !paths.some((path) => canWrite(resolvePath(path)));
}
