import { cacheByText } from "../cache-by-text.ts";
import { KqlError } from "../errors.ts";
import { limit } from "../limits.ts";
import { answerOnce } from "./answers.ts";
import { bracketDepth } from "./brackets.ts";
import { type PackedTree, packTree, unpackTree } from "./packed-tree.ts";
import { fromNet, type KustoCode, languageService } from "./service.ts";
import { type Syntax, toSyntax } from "./syntax.ts";
import { withoutTimes, withTimes } from "./times.ts";

export interface Diagnostic {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** For an unknown name: the names that are valid at this position. */
  readonly known?: readonly string[] | undefined;
  /** Set for valid KQL that this engine does not execute. */
  readonly unsupported?: true;
}

interface KustoDiagnostic {
  readonly Code: string;
  readonly Severity: string;
  readonly Message: string;
  readonly Start: number;
  readonly Length: number;
}

export function readDiagnostics(code: KustoCode): Diagnostic[] {
  return fromNet<KustoDiagnostic>(code.GetDiagnostics(), languageService().Diagnostic)
    .filter(({ Severity }) => Severity === "Error" || Severity === "Warning")
    .map(({ Code, Severity, Message, Start, Length }) => ({
      code: Code,
      severity: Severity === "Error" ? "error" : "warning",
      message: Message.trimEnd().replace(/[.;]$/, ""),
      start: Start,
      end: Start + Length,
    }));
}

/** Operators that the engine executes, as written after a `|`. */
const OPERATOR_WORDS = [
  ...[
    "where",
    "filter",
    "extend",
    "project",
    "project-away",
    "project-keep",
    "project-rename",
    "project-reorder",
    "summarize",
  ],
  ...[
    "distinct",
    "sort",
    "order",
    "top",
    "take",
    "limit",
    "count",
    "serialize",
    "as",
    "getschema",
    "union",
    "join",
    "lookup",
    "mv-expand",
    "mv-apply",
    "evaluate",
    "sample",
    "sample-distinct",
    "top-hitters",
    "top-nested",
    "make-series",
    "partition",
    "search",
    "find",
    "invoke",
    "project-by-names",
    "render",
    "consume",
    "parse",
    "parse-where",
    "parse-kv",
  ],
];

/** Kusto's error code for a word after a `|` that is not an operator. */
const UNKNOWN_OPERATOR = "KS176";

function syntaxError({ code, message, ...at }: Diagnostic): KqlError {
  return new KqlError(
    "syntax",
    message,
    at,
    code,
    code === UNKNOWN_OPERATOR ? OPERATOR_WORDS : undefined,
  );
}

const trees = cacheByText<Syntax>(200);

/**
 * The syntax tree of a query from Microsoft's parser. Names and types are not checked.
 * @throws KqlError (`syntax`) at the first parse error, or (`runtime`) if the text is too long or
 * nested too deeply
 */
export function parse(text: string): Syntax {
  const start = { start: 0, end: 0 };
  limit("query", text.length, start);
  limit("depth", bracketDepth(text), start);
  const timeless = withoutTimes(text);
  if (timeless === text) return timelessTree(text);
  try {
    return withTimes(timelessTree(timeless), text);
  } catch (error) {
    // Its message may quote a time.
    if (error instanceof KqlError) return parseTree(text);
    throw error;
  }
}

function timelessTree(text: string): Syntax {
  const form = {
    pack: (tree: Syntax) => packTree(tree, text),
    unpack: (kept: unknown) => unpackTree(kept as PackedTree, text),
  };
  return trees(text, () => answerOnce("tree", text, form, () => parseTree(text)));
}

function parseTree(text: string): Syntax {
  const service = languageService();
  const code = service.KustoCode.Parse(text, service.GlobalState.Default);
  limit("depth", code.MaxDepth, { start: 0, end: 0 });
  const wrong = readDiagnostics(code).find(({ severity }) => severity === "error");
  if (wrong) throw syntaxError(wrong);
  return toSyntax(code.Syntax);
}
