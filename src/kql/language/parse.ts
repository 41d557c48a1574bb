import { KqlError } from "../errors.ts";
import { limit } from "../limits.ts";
import { bracketDepth } from "./brackets.ts";
import { fromNet, type KustoCode, languageService } from "./service.ts";
import { type Syntax, toSyntax } from "./syntax.ts";

export interface Diagnostic {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** Where the problem is an unknown name: those that are known there. */
  readonly known?: readonly string[] | undefined;
}

interface KustoDiagnostic {
  readonly Code: string;
  readonly Severity: string;
  readonly Message: string;
  readonly Start: number;
  readonly Length: number;
}

export function diagnosticsOf(code: KustoCode): Diagnostic[] {
  return fromNet<KustoDiagnostic>(code.GetDiagnostics(), languageService().Diagnostic)
    .filter(({ Severity }) => Severity === "Error" || Severity === "Warning")
    .map(({ Code, Severity, Message, Start, Length }) => ({
      code: Code,
      severity: Severity === "Error" ? "error" : "warning",
      message: Message.replace(/[.;\s]+$/, ""),
      start: Start,
      end: Start + Length,
    }));
}

/** Operators that the engine executes, as they are written behind a `|`. */
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
  ],
];

/** Kusto's code where a word behind a `|` is no operator. */
const NO_OPERATOR = "KS176";

function syntaxError({ code, message, ...at }: Diagnostic): KqlError {
  return new KqlError(
    "syntax",
    message,
    at,
    code,
    code === NO_OPERATOR ? OPERATOR_WORDS : undefined,
  );
}

/**
 * The syntax tree of a query, by Microsoft's parser; names and types are not looked at.
 * @throws KqlError (`syntax`) at the first place the parser refuses, (`runtime`) where the text is
 * too long or nests too deep
 */
export function parse(text: string): Syntax {
  const start = { start: 0, end: 0 };
  limit("query", text.length, start);
  limit("depth", bracketDepth(text), start);
  const service = languageService();
  const code = service.KustoCode.Parse(text, service.GlobalState.Default);
  limit("depth", code.MaxDepth, start);
  const wrong = diagnosticsOf(code).find(({ severity }) => severity === "error");
  if (wrong) throw syntaxError(wrong);
  return toSyntax(code.Syntax);
}
