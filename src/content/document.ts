import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import type * as z from "zod";
import { oneLine } from "../hunt/base/escape.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { checkValue, describeFault, type Fault, nearRemedy } from "./check-value.ts";
import { tooDeepAt } from "./yaml-nesting.ts";
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
export function readDocument<T>(file: string, text: string, schema: z.ZodType<T>): Read<T> {
  const read = validate(file, text, schema);
  if (!("problems" in read)) return read;
  const lines = read.problems.map((problem) => ({
    ...problem,
    message: oneLine(problem.message, LONGEST_MESSAGE),
  }));
  return { problems: limitProblems(lines, file) };
}

function validate<T>(file: string, text: string, schema: z.ZodType<T>): Read<T> {
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const before = text.slice(0, deep);
    return {
      problems: [
        tooDeep(`${file}:${before.split("\n").length}:${deep - before.lastIndexOf("\n")}`),
      ],
    };
  }
  const lines = new LineCounter();
  const document = parse(text, lines);
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0)
    return { problems: document.errors.map((error) => errorProblem(error, at)) };
  const problems = documentProblems(document, at);
  if (problems.length > 0) return { problems };
  const plain = plainValue(document, at);
  if ("problem" in plain) return { problems: [plain.problem] };
  const place = (path: readonly PropertyKey[]) => at(findOffset(document, path));
  const checked = checkValue(schema, plain.value);
  if ("value" in checked) return { value: checked.value, place };
  return { problems: checked.faults.map((fault) => faultProblem(fault, place(fault.path))) };
}

/**
 * The library creates an Error for every mistake. Without stack traces, a file full of mistakes
 * takes a tenth of the time.
 */
function parse(text: string, lineCounter: LineCounter): Document {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: "error",
    });
  } finally {
    Error.stackTraceLimit = before;
  }
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

function faultProblem(fault: Fault, where: string): Problem {
  const otherwise = fault.isUnknownField
    ? "remove it, or correct its name (rules/rule.schema.json lists the fields)"
    : "correct the value (rules/rule.schema.json has the form)";
  const message = describeFault(fault, "the file");
  return { where, message, remedy: nearRemedy(fault) ?? otherwise };
}

/** Where a value begins; if it is missing, where its nearest parent begins. */
function findOffset(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length) as (string | number)[], true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/**
 * Translates an offset in a block scalar's text into a place in the file, from where that text
 * begins and how far it is indented.
 */
export function textPlace(
  file: string,
  text: string,
  path: readonly string[],
): (offset: number) => string {
  const lines = new LineCounter();
  const node: unknown = parse(text, lines).getIn(path, true);
  const range = isNode(node) ? node.range : undefined;
  const block = range ? /^[|>][^\n]*\n/.exec(text.slice(range[0])) : null;
  if (!range || !block) return () => `${file}:${range ? lines.linePos(range[0]).line : 1}:1`;
  const source = text.slice(range[0] + block[0].length, range[1]).replaceAll("\r\n", "\n");
  const indent = /^ */.exec(source)?.[0].length ?? 0;
  const firstLine = lines.linePos(range[0]).line + 1;
  return (offset) => {
    const before = source
      .split("\n")
      .map((line) => line.slice(indent))
      .join("\n")
      .slice(0, offset);
    const line = before.split("\n").length - 1;
    return `${file}:${firstLine + line}:${offset - before.lastIndexOf("\n") + indent}`;
  };
}
