import { filterText } from "./asim-filters.ts";
import {
  type AsimParser,
  asimParser,
  emptyTable,
  hostedName,
  rowsTable,
  sourceParsers,
} from "./asim-parsers.ts";

/** The text of a function, and why it cannot be run, if it cannot. */
export interface FunctionText {
  readonly text: string;
  readonly unavailable?: string;
}

/** Whether a parser of a source ships, as a function of this name. */
type Ships = (name: string) => boolean;

/**
 * A public ASIM parser as a function: those of whole schemas call the parsers of sources that ship,
 * and other names for the same call them. A parser of a source that does not ship has only its
 * result's columns.
 */
export function asimFunction(name: string, ships: Ships): FunctionText | undefined {
  const parser = asimParser(name);
  if (!parser) return undefined;
  if (!parser.isUnion) return sourceFunction(name, parser, ships);
  const hosted = hostedName(parser);
  if (name === hosted) return { text: unionText(parser, ships) };
  if (parser.plain.includes(name))
    return { text: functionText(name, parser.plainParameters, `${hosted}()`) };
  const passed = passText(parameterNames(parser.filteringParameters));
  return { text: functionText(name, parser.filteringParameters, `${hosted}(${passed})`) };
}

/** A parser over the rows of a data file that stands in for it. */
export function standInText(hosted: string): string | undefined {
  const parser = asimParser(hosted);
  if (!parser) return undefined;
  const filters = filterText(parser.schema, parameterNames(parser.filteringParameters));
  const body = [rowsTable(hosted), ...(filters === "" ? [] : [filters])].join("\n    ");
  return functionText(hosted, parser.filteringParameters, body);
}

function functionText(name: string, parameters: string, body: string): string {
  return `let ${name} = (${parameters}) {\n    ${body}\n};`;
}

function parameterNames(parameters: string): string[] {
  return [...parameters.matchAll(/(\w+):/g)].map(([, name = ""]) => name);
}

function passText(names: readonly string[]): string {
  return names.map((name) => `${name}=${name}`).join(", ");
}

/** Parameters of the parsers of whole schemas alone. */
const NOT_PASSED = ["pack"];

function unionText(parser: AsimParser, ships: Ships): string {
  const parameters = parser.filteringParameters;
  const passed = passText(parameterNames(parameters).filter((name) => !NOT_PASSED.includes(name)));
  const calls = sourceParsers(parser)
    .flatMap((source) => shippedName(source.name, ships) ?? [])
    .map((name) => `${name}(${passed})`);
  const sources = [emptyTable(parser.schema), ...calls].join(",\n        ");
  return functionText(hostedName(parser), parameters, `union isfuzzy=true ${sources}`);
}

/**
 * The function that stands in for a parser of a source, by the name that Microsoft hosts the parser
 * under: parsers that filter begin with `_Im_`.
 */
export function shippedName(name: string, ships: Ships): string | undefined {
  const filtering = name.replace(/^_ASim_/, "_Im_");
  const names = [filtering, filtering.replace("_ProcessEvent_Create", "_ProcessCreate_")];
  return names.find(ships);
}

function sourceFunction(name: string, parser: AsimParser, ships: Ships): FunctionText {
  const { schema, plain, plainParameters } = parser;
  const shipped = plain.flatMap((one) => shippedName(one, ships) ?? [])[0];
  if (shipped !== undefined)
    return { text: functionText(name, plainParameters, `${shipped}(disabled=disabled)`) };
  return {
    text: functionText(name, plainParameters, emptyTable(schema)),
    unavailable: "is an ASIM parser that does not ship",
  };
}
