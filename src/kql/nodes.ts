import type { KqlError, Span } from "./errors.ts";
import type { ScanColumn, ScanStep } from "./scan-nodes.ts";
import type { ColumnSchema, ScalarType, Value } from "./values/types.ts";

/** The engine's own syntax tree: lowered from Microsoft's, and the only one evaluation sees. */
export type Expression =
  | Literal
  | NameRef
  | Call
  | Binary
  | Negate
  | InList
  | Between
  | Member
  | Element
  | Star
  | ListLiteral
  | Pipe
  | Datatable
  | Print
  | Range
  | Input
  | Wildcard
  | Refused;

export interface Literal extends Span {
  readonly kind: "literal";
  readonly type: ScalarType;
  readonly value: Value;
}
export interface NameRef extends Span {
  readonly kind: "name";
  readonly name: string;
}
export interface Call extends Span {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Argument[];
}
export interface Argument {
  /** The name of `f(name = value)`. */
  readonly name: string | undefined;
  readonly value: Expression;
}
export interface Binary extends Span {
  readonly kind: "binary";
  /** The operator as written in KQL: `and`, `==`, `!has`, `matches regex`, `+`, ... */
  readonly op: string;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Negate extends Span {
  readonly kind: "negate";
  readonly operand: Expression;
}
export interface InList extends Span {
  readonly kind: "in";
  /** in, in~, !in, !in~, has_any, has_all */
  readonly op: string;
  readonly left: Expression;
  readonly list: readonly Expression[];
}
export interface Between extends Span {
  readonly kind: "between";
  readonly negated: boolean;
  readonly operand: Expression;
  readonly low: Expression;
  readonly high: Expression;
}
export interface Member extends Span {
  readonly kind: "member";
  readonly operand: Expression;
  readonly name: string;
}
export interface Element extends Span {
  readonly kind: "element";
  readonly operand: Expression;
  readonly index: Expression;
}
export interface Star extends Span {
  readonly kind: "star";
}
/** A `dynamic([...])` whose items are not all literals. */
export interface ListLiteral extends Span {
  readonly kind: "list";
  readonly items: readonly Expression[];
}
export interface Pipe extends Span {
  readonly kind: "pipe";
  /** Undefined for an operator that begins a query, such as `union T1, T2`. */
  readonly source: Expression | undefined;
  readonly operator: Operator;
}
export interface Datatable extends Span {
  readonly kind: "datatable";
  readonly columns: readonly ColumnSchema[];
  readonly values: readonly Expression[];
}
export interface Print extends Span {
  readonly kind: "print";
  readonly columns: readonly NamedExpression[];
}
export interface Range extends Span {
  readonly kind: "range";
  readonly name: string;
  readonly from: Expression;
  readonly to: Expression;
  readonly step: Expression;
}

/** The rows that an operator applies its subquery to. */
export interface Input extends Span {
  readonly kind: "input";
}

/** The tables of the database whose names match a pattern. */
export interface Wildcard extends Span {
  readonly kind: "wildcard";
  readonly pattern: string;
}

/** Valid KQL that the engine does not execute, and the reason. */
export interface Refused extends Span {
  readonly kind: "refused";
  readonly error: KqlError;
  /** What it is called in the query: `reduce`, `evaluate autocluster`, ... */
  readonly name: string;
}

/** `x`, `a = x` or `(a, b) = x`; `names` is empty if the query gives none. */
export interface NamedExpression extends Span {
  readonly names: readonly string[];
  readonly value: Expression;
}

export interface Ordering {
  readonly value: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** What `project-reorder` puts first. */
export interface ReorderedColumns {
  readonly pattern: string;
  /** Undefined for the order of the table. */
  readonly order: NameOrder | undefined;
}

export interface NameOrder {
  readonly descending: boolean;
  /** Whether digits are compared as the numbers that they write: a20 before a100. */
  readonly byNumber: boolean;
}

export type JoinKind =
  | "innerunique"
  | "inner"
  | "leftouter"
  | "rightouter"
  | "fullouter"
  | "leftanti"
  | "rightanti"
  | "leftsemi"
  | "rightsemi";

export interface JoinKey {
  readonly left: string;
  readonly right: string;
}

export type Operator = Span &
  (
    | Refused
    | { readonly kind: "where"; readonly condition: Expression }
    | { readonly kind: "extend"; readonly columns: readonly NamedExpression[] }
    | { readonly kind: "project"; readonly columns: readonly NamedExpression[] }
    | { readonly kind: "project-away"; readonly patterns: readonly string[] }
    | { readonly kind: "project-keep"; readonly patterns: readonly string[] }
    | {
        readonly kind: "project-rename";
        readonly renames: readonly { readonly from: string; readonly to: string }[];
      }
    | {
        readonly kind: "project-reorder";
        readonly patterns: readonly ReorderedColumns[];
      }
    | {
        readonly kind: "summarize";
        readonly aggregates: readonly NamedExpression[];
        readonly by: readonly NamedExpression[];
      }
    | { readonly kind: "distinct"; readonly columns: readonly NamedExpression[] }
    | { readonly kind: "sort"; readonly by: readonly Ordering[] }
    | { readonly kind: "top"; readonly count: Expression; readonly by: readonly Ordering[] }
    | { readonly kind: "take"; readonly count: Expression }
    | { readonly kind: "count" }
    | { readonly kind: "serialize"; readonly columns: readonly NamedExpression[] }
    | { readonly kind: "as"; readonly name: string }
    | { readonly kind: "getschema" }
    | {
        readonly kind: "union";
        readonly fuzzy: boolean;
        readonly inner: boolean;
        readonly withSource: string | undefined;
        readonly sources: readonly Expression[];
      }
    | {
        readonly kind: "search";
        /** Empty for the rows to the left, or all tables. */
        readonly sources: readonly Expression[];
        readonly condition: Expression;
      }
    | {
        readonly kind: "find";
        readonly sources: readonly Expression[];
        readonly condition: Expression;
        /** The name of the column for the table of each row. */
        readonly withSource: string;
        /** Undefined for those that all tables have, and those of the condition. */
        readonly columns: readonly FoundColumn[] | undefined;
        /** Whether the rest of a row becomes a bag. */
        readonly packs: boolean;
      }
    | {
        readonly kind: "join";
        readonly join: JoinKind;
        readonly right: Expression;
        readonly on: readonly JoinKey[];
      }
    | {
        readonly kind: "lookup";
        readonly outer: boolean;
        readonly right: Expression;
        readonly on: readonly JoinKey[];
      }
    | ({ readonly kind: "mv-expand" } & Expansion)
    | ({ readonly kind: "mv-apply"; readonly subquery: Expression } & Expansion)
    | {
        readonly kind: "sample-distinct";
        readonly count: Expression;
        readonly of: NamedExpression;
      }
    | {
        readonly kind: "top-hitters";
        readonly count: Expression;
        readonly of: NamedExpression;
        /** What is summed; rows are counted without it. */
        readonly by: NamedExpression | undefined;
      }
    | { readonly kind: "top-nested"; readonly levels: readonly NestedLevel[] }
    | {
        readonly kind: "make-series";
        readonly aggregates: readonly SeriesAggregate[];
        readonly axis: NamedExpression;
        readonly from: Expression | undefined;
        readonly to: Expression | undefined;
        readonly step: Expression;
        /** Whether `to` is one of the values, as in `in range()`. */
        readonly closed: boolean;
        readonly by: readonly NamedExpression[];
        /** Whether no rows make a series of defaults. */
        readonly nonEmpty: boolean;
      }
    | { readonly kind: "partition"; readonly by: string; readonly subquery: Expression }
    | { readonly kind: "invoke"; readonly call: Call }
    | { readonly kind: "project-by-names"; readonly names: readonly Expression[] }
    | { readonly kind: "render" }
    | { readonly kind: "consume" }
    | {
        readonly kind: "evaluate";
        readonly plugIn: "bag_unpack" | "pivot" | "narrow";
        readonly args: readonly Argument[];
        readonly schema: OutputSchema | undefined;
      }
    | {
        readonly kind: "parse";
        readonly mode: "simple" | "regex" | "relaxed";
        /** Letters of a regular expression, such as `Ui`. */
        readonly flags: string;
        /** Whether rows that do not match are dropped, as `parse-where` does. */
        readonly filters: boolean;
        readonly source: Expression;
        readonly pattern: readonly ParsePart[];
      }
    | {
        readonly kind: "scan";
        /** The name of the column for the number of the match; none without one. */
        readonly matchId: string | undefined;
        readonly declared: readonly ScanColumn[];
        readonly steps: readonly ScanStep[];
      }
    | {
        readonly kind: "parse-kv";
        readonly source: Expression;
        readonly keys: readonly ColumnSchema[];
        readonly by: KeyValueSyntax;
      }
  );

export type OperatorOf<Kind extends Operator["kind"]> = Extract<Operator, { kind: Kind }>;

/** What `mv-expand` and `mv-apply` expand. */
export interface Expansion {
  readonly columns: readonly Expanded[];
  /** Whether a member of a bag becomes an array of its name and value, not a bag. */
  readonly bagsAsArrays: boolean;
  /** The name of a column for the place of each item. */
  readonly index: string | undefined;
  readonly limit: Expression | undefined;
}

export interface Expanded extends NamedExpression {
  readonly type: ScalarType | undefined;
}

export interface SeriesAggregate extends NamedExpression {
  readonly byDefault: Expression | undefined;
}

/** A column that `find` returns; its own type without one. */
export interface FoundColumn {
  readonly name: string;
  readonly type: ScalarType | undefined;
}

/** One level of `top-nested`: the values of `of` with the most (or least) of `by`. */
export interface NestedLevel extends Omit<Ordering, "value"> {
  readonly count: Expression | undefined;
  readonly of: NamedExpression;
  /** The value of a row for all the others. */
  readonly others: Expression | undefined;
  readonly by: NamedExpression;
}

/** The columns that a plug-in is declared to return; `all` adds those of the input. */
export interface OutputSchema {
  readonly all: boolean;
  readonly columns: readonly ColumnSchema[];
}

/** How keys and values are told apart in a text. */
export interface KeyValueSyntax {
  /** Finds a key and a value in its two groups; takes the place of all else. */
  readonly regex: string | undefined;
  /** Without delimiters, all but letters and digits are some. */
  readonly delimiters: { readonly pair: string; readonly keyValue: string } | undefined;
  /** Each is an opening and a closing quote, or a character for both. */
  readonly quotes: readonly string[];
  readonly escapes: readonly string[];
  /** Whether a value reaches to the next key, over delimiters of pairs. */
  readonly greedy: boolean;
}

/** A piece of the pattern of `parse`: `*`, a text to find, or a column to capture. */
export type ParsePart = Span &
  (
    | { readonly kind: "skip" }
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "column"; readonly name: string; readonly type: ScalarType }
  );

export type Statement =
  | LetStatement
  | { readonly kind: "query"; readonly value: Expression }
  | Refused;

export interface LetStatement {
  readonly kind: "let";
  readonly name: string;
  readonly value: Expression | FunctionDeclaration;
}

export interface Parameter {
  readonly name: string;
  /** "table" for a tabular parameter. */
  readonly type: ScalarType | "table";
  readonly byDefault: Expression | undefined;
}

export interface FunctionDeclaration {
  readonly kind: "function";
  /** The text that its spans count in, if it is not that of the query. */
  readonly text?: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
}
