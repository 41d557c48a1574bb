import { type Resolved, readExpression } from "./arm-expression.ts";
import { asFields, type Fields } from "./form.ts";

/** The parameters and variables that expressions of a template can name, the innermost first. */
export interface Scope {
  readonly parameters: Fields;
  readonly variables: Fields;
  readonly outer?: Scope | undefined;
  /** What names stand for, once it is known: they may name each other many times. */
  readonly known: Map<string, Resolved>;
}

const NONE = Object.freeze({}) as Fields;

/** The scope of a template: what its parameters are by default or are given, and its variables. */
export function scopeOf(template: Fields, given: Fields = NONE, outer?: Scope): Scope {
  const declared = Object.entries(asFields(template["parameters"]) ?? NONE);
  const parameters = declared.flatMap(([name, one]) => {
    const passed = asFields(given[name])?.["value"];
    const value = passed ?? asFields(one)?.["defaultValue"];
    return value === undefined ? [] : [[name.toLowerCase(), value] as const];
  });
  const variables = Object.entries(asFields(template["variables"]) ?? NONE).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  return {
    parameters: toFields(parameters),
    variables: toFields(variables),
    outer,
    known: new Map(),
  };
}

function toFields(entries: readonly (readonly [string, unknown])[]): Fields {
  return asFields(Object.fromEntries(entries)) ?? NONE;
}

/** How deep values nest, and expressions name each other. */
const DEEPEST = 60;

/** Replaces the expressions in a value by what they stand for. */
export function resolve(value: unknown, scope: Scope, depth = 0): Resolved {
  if (depth > DEEPEST) return { value: undefined, missing: ["a value that nests too deep"] };
  if (typeof value === "string") return resolveText(value, scope, depth);
  if (Array.isArray(value)) return resolveList(value, scope, depth);
  const fields = asFields(value);
  if (!fields) return { value, missing: [] };
  const list = resolveList(Object.values(fields), scope, depth);
  const values = list.value as readonly unknown[];
  const entries = Object.keys(fields).map((name, index) => [name, values[index]] as const);
  return { value: toFields(entries), missing: list.missing };
}

function resolveList(list: readonly unknown[], scope: Scope, depth: number): Resolved {
  const items = list.map((one) => resolve(one, scope, depth + 1));
  return {
    value: items.map((one) => one.value),
    missing: joinMissing(items),
  };
}

/** `[...]` is an expression; `[[` begins a text with a bracket. */
function resolveText(text: string, scope: Scope, depth: number): Resolved {
  if (text.startsWith("[[")) return { value: text.slice(1), missing: [] };
  if (!text.startsWith("[") || !text.endsWith("]")) return { value: text, missing: [] };
  return readExpression(text.slice(1, -1), (name, given) => call(name, given, scope, depth));
}

/** How many missing parts are listed. */
const MOST_MISSING = 20;

function joinMissing(parts: readonly Resolved[]): string[] {
  return [...new Set(parts.flatMap(({ missing }) => missing))].slice(0, MOST_MISSING);
}

/** Longer texts are not put together: variables that double each other grow without bounds. */
const LONGEST_TEXT = 1_000_000;

function call(name: string, given: readonly Resolved[], scope: Scope, depth: number): Resolved {
  const values = given.map(({ value }) => value);
  const missing = joinMissing(given);
  switch (name.toLowerCase()) {
    case "parameters":
    case "variables":
      return lookUp(name.toLowerCase() as Named, String(values[0] ?? ""), scope, depth);
    case "concat":
      return concat(values, missing);
    case "tolower":
      return { value: String(values[0] ?? "").toLowerCase(), missing };
    case "toupper":
      return { value: String(values[0] ?? "").toUpperCase(), missing };
    case "string":
      return { value: String(values[0] ?? ""), missing };
    case "true":
    case "false":
      return { value: name.toLowerCase() === "true", missing };
    default:
      return { value: "", missing: [...missing, `${name}()`] };
  }
}

function concat(values: readonly unknown[], missing: readonly string[]): Resolved {
  if (values.length > 0 && values.every((value) => Array.isArray(value)))
    return { value: values.flat(), missing };
  const texts = values.map(String);
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  return length > LONGEST_TEXT
    ? { value: "", missing: [...missing, "a text that is too long"] }
    : { value: texts.join(""), missing };
}

type Named = "parameters" | "variables";

function lookUp(kind: Named, name: string, scope: Scope, depth: number): Resolved {
  const key = `${kind} ${name.toLowerCase()}`;
  const before = scope.known.get(key);
  if (before) return before;
  const absent = { value: "", missing: [`${kind}('${name}')`] };
  // While it is looked up it is missing: a name may lead back to itself.
  scope.known.set(key, absent);
  const value = scope[kind][name.toLowerCase()];
  const outer = () => (scope.outer ? lookUp(kind, name, scope.outer, depth + 1) : absent);
  const found = value === undefined ? outer() : resolve(value, scope, depth + 1);
  scope.known.set(key, found);
  return found;
}
