import { join } from "node:path";
import { isThere } from "../files/kind.ts";
import { PROJECT_FOLDER } from "../files/project-folder.ts";
import { shippedName } from "./asim-functions.ts";
import { asimParser, sourceParsers } from "./asim-parsers.ts";

/** The folder of the functions that ship. */
export const SHIPPED_FUNCTIONS = join(PROJECT_FOLDER, "rules/asim");

/** A parser that the parser of a whole schema calls in a workspace. */
export interface ParserSource {
  readonly name: string;
  readonly tables: readonly string[];
  /** Whether a function that ships stands in for it. */
  readonly ships: boolean;
}

/** What the parser of a whole schema reads in a workspace; nothing for another function. */
export function parserSources(name: string): ParserSource[] {
  const parser = asimParser(name);
  if (!parser?.isUnion) return [];
  const hasFile = (file: string) => isThere(join(SHIPPED_FUNCTIONS, `${file}.kql`));
  return sourceParsers(parser).map((source) => ({
    ...source,
    ships: shippedName(source.name, hasFile) !== undefined,
  }));
}

/** The tables that the functions that ship read for the parser of a whole schema. */
export function shippedTables(name: string): ReadonlySet<string> {
  return new Set(parserSources(name).flatMap(({ ships, tables }) => (ships ? tables : [])));
}
