import { type Document, isNode, parseDocument } from "yaml";
import type * as z from "zod";
import { oneLine } from "../hunt/base/escape.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { checkValue, describeFault, type Fault, nearRemedy } from "./check-value.ts";
import { placesIn } from "./places.ts";
import { tooDeepAt } from "./yaml-nesting.ts";
import { PARSER_OPTIONS, withoutStacks } from "./yaml-options.ts";
import { documentProblems, errorProblem, plainValue, tooDeep } from "./yaml-trouble.ts";

/** A YAML file that was read and validated, or everything that is wrong with it. */
export type Read<T> =
  | { readonly value: T; readonly place: (path: readonly PropertyKey[]) => string }
  | { readonly problems: Problem[] };

/** How many problems of one file are listed one by one; the others are only counted. */
const MOST_PROBLEMS = 50;

/** Longer messages are cut: a field's name may be a page of text. */
const LONGEST_MESSAGE = 500;

/**
 * Reads a YAML text by a schema. Each problem names file:line:column; `file` is the file's name in
 * messages.
 */
export function readDocument<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  form = "rules/rule.schema.json",
): Read<T> {
  const read = validate(file, text, schema, form);
  if (!("problems" in read)) return read;
  const lines = read.problems.map((problem) => ({
    ...problem,
    message: oneLine(problem.message, LONGEST_MESSAGE),
  }));
  return { problems: limitProblems(lines, file) };
}

function validate<T>(file: string, text: string, schema: z.ZodType<T>, form: string): Read<T> {
  const at = placesIn(file, text);
  const deep = tooDeepAt(text);
  if (deep !== undefined) return { problems: [tooDeep(at(deep))] };
  const document = parse(text);
  if (document.errors.length > 0)
    return { problems: document.errors.map((error) => errorProblem(error, text, at)) };
  const problems = documentProblems(document, text, at).map(({ problem }) => problem);
  if (problems.length > 0) return { problems };
  const plain = plainValue(document, at);
  if ("problem" in plain) return { problems: [plain.problem] };
  const place = (path: readonly PropertyKey[]) => at(findOffset(document, path));
  const checked = checkValue(schema, plain.value);
  if ("value" in checked) return { value: checked.value, place };
  return { problems: checked.faults.map((fault) => faultProblem(fault, place(fault.path), form)) };
}

function parse(text: string): Document {
  return withoutStacks(() => parseDocument(text, PARSER_OPTIONS));
}

function limitProblems(problems: Problem[], file: string): Problem[] {
  const more = problems.length - MOST_PROBLEMS;
  if (more <= 0) return problems;
  const rest = {
    where: file,
    message: `${more} more problems`,
    remedy: "correct those above first",
  };
  return [...problems.slice(0, MOST_PROBLEMS), rest];
}

function faultProblem(fault: Fault, where: string, form: string): Problem {
  const otherwise = fault.isUnknownField
    ? `remove it, or correct its name (${form} lists the fields)`
    : `correct the value (${form} has the form)`;
  const message = describeFault(fault, "the file");
  return { where, message, remedy: nearRemedy(fault) ?? otherwise };
}

/** Where a value begins; if it is missing, where its nearest parent begins. */
export function findOffset(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length) as (string | number)[], true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
