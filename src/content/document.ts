import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import type * as z from "zod";
import type { Problem } from "../hunt/ignore.ts";

/** A YAML file that was read and validated, or all that is wrong with it. */
export type Read<T> = { readonly value: T; readonly place: (path: readonly PropertyKey[]) => string } | { readonly problems: Problem[] };

/** Reads a YAML text by a schema; each problem names file:line:column. `file` is how messages name it. */
export function readDocument<T>(file: string, text: string, schema: z.ZodType<T>): Read<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    return { problems: document.errors.map(({ pos, message }) => ({ where: at(pos[0]), message, remedy: "correct the YAML here" })) };
  }
  const place = (path: readonly PropertyKey[]) => at(offsetOf(document, path));
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return { value: parsed.data, place };
  return { problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, place)) };
}

function problemsOf(issue: z.core.$ZodIssue, place: (path: readonly PropertyKey[]) => string): Problem[] {
  const field = issue.path.map(String).join(".") || "the file";
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      where: place([...issue.path, key]),
      message: `${[...issue.path, key].map(String).join(".")} is not a known field`,
      remedy: "remove it, or correct its name (rules/rule.schema.json lists the fields)",
    }));
  }
  return [
    { where: place(issue.path), message: `${field}: ${issue.message}`, remedy: "correct the value (rules/rule.schema.json has the form)" },
  ];
}

/** Where a value begins; for a missing one, its nearest parent. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length) as (string | number)[], true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** Offset in the file at which a block scalar's text begins, and its indent, to translate positions within it. */
export function textPlace(file: string, text: string, path: readonly string[]): (offset: number) => string {
  const lines = new LineCounter();
  const node: unknown = parseDocument(text, { lineCounter: lines }).getIn(path, true);
  const range = isNode(node) ? node.range : undefined;
  const block = range ? /^[|>][^\n]*\n/.exec(text.slice(range[0])) : null;
  if (!range || !block) return () => `${file}:${range ? lines.linePos(range[0]).line : 1}:1`;
  const source = text.slice(range[0] + block[0].length, range[1]);
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
