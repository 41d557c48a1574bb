import { basename } from "node:path";
import type { YamlDocument } from "../../content/lenient-yaml.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import type { Condition } from "../../hunt/conditions/condition.ts";
import { type Converted, fieldsOf, join, type Refusal } from "./converted.ts";
import { type Expression, readCondition } from "./sigma-condition.ts";
import {
  type ExcludedBlock,
  expressionText,
  firstName,
  listExcluded,
  withoutExcluded,
} from "./sigma-exclusions.ts";
import { convertSelection } from "./sigma-selection.ts";

/** A block that a foreign file excludes. */
export interface ForeignBlock {
  /** The title of the file's rule or item, and the name of the block in it. */
  readonly id: string;
  readonly origin: string;
  /** When it stops excluding, ms. */
  readonly expires?: number | undefined;
  readonly when: Condition;
}

/** What a Sigma rule, or a Sigma filter for rules elsewhere, excludes. */
export interface SigmaDocument {
  readonly title: string;
  readonly kind: "rule" | "filter";
  readonly place: YamlDocument["place"];
  readonly blocks: readonly ForeignBlock[];
  /** What it hits if nothing is excluded, or why that cannot be run. */
  readonly wants: { readonly when: Condition } | { readonly problems: readonly Problem[] };
  /** Blocks that cannot be converted. */
  readonly problems: readonly Problem[];
}

/** How many comparisons the condition of a block or rule may have. */
const MOST_LEAVES = 10_000;

/** Reads a document of a Sigma file. @returns a problem if it is none, or none that can be read */
export function readSigmaDocument(
  { value, place, textPlace }: YamlDocument,
  file: string,
): SigmaDocument | Problem {
  const fields = fieldsOf(value);
  const kind = fields?.get("filter") === undefined ? "rule" : "filter";
  const section = kind === "rule" ? "detection" : "filter";
  const detection = fieldsOf(fields?.get(section));
  if (!fields || !detection) return notSigma(place([]), fields);
  const log = refuseLog(fields.get("logsource"), place(["logsource"]));
  if (log) return log;
  const path = [section, "condition"];
  const [text, ...more] = [detection.get("condition")].flat();
  if (typeof text !== "string" || more.length > 0) return noCondition(place(path), more.length);
  const inList = Array.isArray(detection.get("condition")) ? [0] : [];
  const at = textPlace([...path, ...inList]);
  const names = [...detection.keys()].filter((name) => !NO_SELECTIONS.includes(name));
  const read = readCondition(text, names);
  if ("fault" in read) {
    const { at: offset, ...fault } = read.fault;
    return { where: at(offset), ...fault };
  }
  const written = fields.get("title");
  const title =
    typeof written === "string" && written.trim() !== "" ? oneLine(written, 120) : basename(file);
  const converter = new Converter(detection, (below) => place([section, ...below]));
  return {
    title,
    kind,
    place,
    ...converter.convertAll(read.expression, title, at),
  };
}

/** What stands beside the selections of a detection, and of a filter. */
const NO_SELECTIONS = ["condition", "timeframe", "rules"];

function notSigma(where: string, fields: ReadonlyMap<string, unknown> | undefined): Problem {
  const what = fields?.has("correlation")
    ? "is a correlation of other rules"
    : fields?.has("action")
      ? `is a part of several documents (action: ${oneLine(String(fields.get("action")), 20)})`
      : "has no detection";
  return { where, message: `the document ${what}`, remedy: "name a file of whole Sigma rules" };
}

/** Only starts of programs on Windows have attackers, and columns. */
function refuseLog(source: unknown, where: string): Problem | undefined {
  const fields = fieldsOf(source);
  const [category, product] = ["category", "product"].map((name) => fields?.get(name));
  if (fields === undefined) return undefined;
  if (category === "process_creation" && [undefined, "windows"].includes(product as string))
    return undefined;
  const said = [category ?? fields.get("service") ?? "none", product ?? "any product"];
  return {
    where,
    message: `the log source is ${said.map((one) => oneLine(String(one), 40)).join(" of ")}`,
    remedy: "only process_creation on Windows is attacked",
  };
}

function noCondition(where: string, more: number): Problem {
  return more > 0
    ? { where, message: "the rule has several conditions", remedy: "write a rule for each" }
    : { where, message: "the rule has no condition", remedy: "write one, such as selection" };
}

const WANTS_ALL: Refusal = {
  path: ["condition"],
  message: "the rule wants every start of a program, apart from what it excludes",
  remedy: "name the rule that runs with --rule",
};

type Below = (path: readonly PropertyKey[]) => string;

/** Converts the selections of a detection, each once. */
class Converter {
  readonly #known = new Map<string, Converted>();
  readonly #detection: ReadonlyMap<string, unknown>;
  readonly #place: Below;

  constructor(detection: ReadonlyMap<string, unknown>, place: Below) {
    this.#detection = detection;
    this.#place = place;
  }

  convertAll(condition: Expression, title: string, at: (offset: number) => string) {
    const read = listExcluded(condition).map((one) => this.#block(one, title, at));
    const positive = withoutExcluded(condition);
    const wants = positive ? this.#within(positive) : { refusals: [WANTS_ALL] as const };
    return {
      blocks: read.flatMap((one) => ("when" in one ? one : [])),
      problems: read.flatMap((one) => ("problems" in one ? one.problems : [])),
      wants: "refusals" in wants ? { problems: this.#problems(wants.refusals) } : wants,
    };
  }

  #block(
    { block, alone }: ExcludedBlock,
    title: string,
    at: (offset: number) => string,
  ): ForeignBlock | { readonly problems: Problem[] } {
    const parts = alone ? [block, { not: alone }] : [block];
    const converted = this.#within(parts.length === 1 ? block : { all: parts });
    if ("refusals" in converted) return { problems: this.#problems(converted.refusals) };
    const id = `${title}: ${oneLine(expressionText(block), 100)}`;
    const origin = "name" in block ? this.#place([block.name]) : at(firstName(block).at);
    return { id, origin, when: converted.when };
  }

  #within(expression: Expression): Converted {
    const converted = this.#convert(expression);
    if ("refusals" in converted || countLeaves(converted.when) <= MOST_LEAVES) return converted;
    const message = `the condition has more than ${MOST_LEAVES} comparisons`;
    return { refusals: [{ path: ["condition"], message, remedy: "write it shorter" }] };
  }

  #convert(expression: Expression): Converted {
    if ("name" in expression) return this.#selection(expression.name);
    if ("not" in expression) {
      const inner = this.#convert(expression.not);
      return "when" in inner ? { when: { not: inner.when } } : inner;
    }
    return "all" in expression
      ? join(
          "all",
          expression.all.map((part) => this.#convert(part)),
        )
      : join(
          "any",
          expression.any.map((part) => this.#convert(part)),
        );
  }

  #selection(name: string): Converted {
    const known = this.#known.get(name) ?? convertSelection(this.#detection.get(name));
    this.#known.set(name, known);
    if ("when" in known) return known;
    const [first, ...others] = known.refusals;
    const at = (one: Refusal): Refusal => ({ ...one, path: [name, ...one.path] });
    return { refusals: [at(first), ...others.map(at)] };
  }

  #problems(refusals: readonly Refusal[]): Problem[] {
    return refusals.map(({ path, message, remedy }) => ({
      where: this.#place(path),
      message,
      remedy,
    }));
  }
}

/** Counts up to the limit: selections that are named often stand for more than there is room for. */
function countLeaves(condition: Condition): number {
  if ("not" in condition) return countLeaves(condition.not);
  const parts = "all" in condition ? condition.all : "any" in condition ? condition.any : undefined;
  let count = parts ? 0 : 1;
  for (const part of parts ?? []) {
    count += countLeaves(part);
    if (count > MOST_LEAVES) break;
  }
  return count;
}
