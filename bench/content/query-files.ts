import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseAllDocuments } from "yaml";

/** A query of public content, with the file and the line it begins on. */
export interface FoundQuery {
  readonly place: string;
  readonly text: string;
}

/**
 * The KQL queries in a folder: files that end in .kql, `query:` in YAML, and blocks of code in
 * Markdown that are marked as KQL or C#, or not marked at all.
 */
export function findQueries(folder: string): FoundQuery[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((path) => queriesIn(path).map((query) => withPlace(relative(folder, path), query)));
}

interface QueryInFile {
  readonly line: number;
  readonly text: string;
}

function withPlace(file: string, { line, text }: QueryInFile): FoundQuery {
  return { place: `${file}:${line}`, text };
}

function queriesIn(path: string): QueryInFile[] {
  const read = READERS.find(([ending]) => ending.test(path))?.[1];
  return read ? read(readFileSync(path, "utf8").replaceAll("\r\n", "\n")).filter(isWritten) : [];
}

const READERS: readonly (readonly [RegExp, (text: string) => QueryInFile[]])[] = [
  [/\.kql$/i, (text) => [{ line: 1, text }]],
  [/\.ya?ml$/i, queriesInYaml],
  [/\.md$/i, queriesInMarkdown],
];

/** Whether anything is left without comments and blanks. */
function isWritten({ text }: QueryInFile): boolean {
  return text.replace(/^\s*\/\/.*$/gm, "").trim() !== "";
}

function queriesInYaml(text: string): QueryInFile[] {
  const line = text.slice(0, Math.max(0, text.search(/^query:/m))).split("\n").length;
  return parseAllDocuments(text).flatMap((document) => {
    const content: unknown = "toJS" in document ? document.toJS() : undefined;
    const query = (content as { readonly query?: unknown } | null | undefined)?.query;
    return typeof query === "string" ? [{ line, text: query }] : [];
  });
}

const FENCE = /^[ \t]*```([^\n`]*)\n(.*?)^[ \t]*```[ \t]*$/gms;
const LANGUAGE = /^(?:|kql\w*|kusto|c#)$/i;

function queriesInMarkdown(text: string): QueryInFile[] {
  return [...text.matchAll(FENCE)].flatMap(({ index, 1: language = "", 2: code = "" }) =>
    LANGUAGE.test(language.trim())
      ? [{ line: text.slice(0, index).split("\n").length + 1, text: code }]
      : [],
  );
}
