import { answerOnce, type Form } from "./answers.ts";
import { fromNet, languageService } from "./service.ts";

/** How Kusto names a column that is a call of a function. */
export interface ResultName {
  readonly kind: ResultNameKind;
  /** The prefix of a name such as `list_x`. */
  readonly prefix: string;
}

type ResultNameKind =
  | "FirstArgument"
  | "FirstArgumentValueIfColumn"
  | "NameAndFirstArgument"
  | "OnlyArgument"
  | "PrefixAndFirstArgument"
  | "PrefixOnly";

interface FunctionSymbol {
  readonly Name: string;
  readonly ResultNameKind: number;
  readonly ResultNamePrefix: string | null;
}

const KINDS: readonly ResultNameKind[] = [
  "FirstArgument",
  "FirstArgumentValueIfColumn",
  "NameAndFirstArgument",
  "OnlyArgument",
  "PrefixAndFirstArgument",
  "PrefixOnly",
];

let names: ReadonlyMap<string, ResultName> | undefined;

/** By the language service; undefined for a function whose columns are only numbered. */
export function resultName(name: string): ResultName | undefined {
  names ??= answerOnce("result names", "", ENTRIES, readNames);
  return names.get(name);
}

const ENTRIES: Form<ReadonlyMap<string, ResultName>> = {
  pack: (all) => [...all],
  unpack: (kept) => new Map(kept as [string, ResultName][]),
};

function readNames(): ReadonlyMap<string, ResultName> {
  const { Functions, Aggregates, Symbols } = languageService();
  const kinds = new Map(KINDS.map((kind) => [Symbols.ResultNameKind[kind], kind]));
  const symbols = [Functions, Aggregates].flatMap(({ All }) =>
    fromNet<FunctionSymbol>(All, Symbols.FunctionSymbol),
  );
  return new Map(
    symbols.flatMap(({ Name, ResultNameKind, ResultNamePrefix }) => {
      const kind = kinds.get(ResultNameKind);
      return kind ? [[Name, { kind, prefix: ResultNamePrefix ?? Name }] as const] : [];
    }),
  );
}
