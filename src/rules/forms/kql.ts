import { basename } from "node:path";
import { placesIn } from "../../content/places.ts";
import { type FormFile, type FormRule, holdingNothing, joinFiles } from "./form.ts";
import { looksLikeKql } from "./kql-text.ts";
import { isFunctionName, writeFunction } from "./parser.ts";
import { codeOnly, splitQueries, type TextQuery } from "./split-queries.ts";

/** Reads a file of KQL with one query or several. A .txt file may be something else. */
export function readKqlRules(file: string, text: string): FormFile {
  if (/\.txt$/i.test(file) && !looksLikeKql(text)) return holdingNothing("a text without KQL");
  const at = placesIn(file, text);
  const queries = splitQueries(text);
  const [only] = queries;
  const name = queries.length === 1 && only ? functionIn(only.query) : undefined;
  if (name !== undefined)
    return { ...joinFiles([]), functions: [{ name, text, place: (offset) => at(offset) }] };
  if (queries.length === 0) return holdingNothing("an empty file");
  const saved = nameToSaveAs(file, text);
  if (saved !== undefined)
    return { ...joinFiles([]), functions: [writeFunction(saved, "", text, at)] };
  return {
    rules: queries.map((query) => kqlRule(file, query, at)),
    functions: [],
    problems: [],
    notices: [],
  };
}

const COMMENTS = /^[^\S\n]*\/\/.*$/gm;
const TO_SAVE = /\bsave\b.{0,60}\bas (?:a )?function\b|\bsave as (?:a )?function\b/i;
/** How the comments of such texts name the function, the surest way first. */
const NAMES = [
  /\balias\s+(?:as|of)\s+([A-Za-z_]\w*)/i,
  /\bfunction\s+name\s+as\s+([A-Za-z_]\w*)/i,
  /\(e\.g\.\s*([A-Za-z_]\w*)\s*[|)]/i,
];

/** The name of the function that a text is to be saved as, if its comments say so. */
function nameToSaveAs(file: string, text: string): string | undefined {
  const comments = (text.match(COMMENTS) ?? []).join("\n");
  if (!TO_SAVE.test(comments)) return undefined;
  const named = NAMES.map((pattern) => pattern.exec(comments)?.[1]);
  const names = [...named, basename(file).replace(/\.\w+$/, "")];
  return names.find((name) => name !== undefined && isFunctionName(name));
}

/** The name of the function that a text declares, if it has no query besides. */
function functionIn(query: string): string | undefined {
  const code = codeOnly(query).trim();
  const name = /^let\s+(\w+)\s*=\s*(?:view\s*)?\([^()]*(?:\([^()]*\)[^()]*)*\)\s*\{/.exec(
    code,
  )?.[1];
  return name !== undefined && closesAtEnd(code) ? name : undefined;
}

/** Whether the first `{` is closed by the last `}`, with nothing behind it. */
function closesAtEnd(code: string): boolean {
  let depth = 0;
  for (const { 0: brace, index } of code.matchAll(/[{}]/g)) {
    depth += brace === "{" ? 1 : -1;
    if (depth === 0)
      return /^\}\s*;?$/.test(code.slice(index, index + 100)) && code.length - index < 100;
  }
  return false;
}

function kqlRule(file: string, { query, start, comment }: TextQuery, at: At): FormRule {
  return {
    form: "kql",
    fields: {
      name: titleIn(comment) ?? basename(file).replace(/\.\w+$/, ""),
      ...describe(comment),
    },
    query,
    place: () => at(start),
    queryPlace: (offset) => at(start + offset),
    notices: [],
  };
}

type At = (offset: number) => string;

const LONGEST_TITLE = 120;

/** The first line of a comment, if it reads like a title. */
function titleIn(comment: string): string | undefined {
  const [line = ""] = comment.split("\n");
  const title = line.replace(/^(?:title|name|query)\s*:\s*/i, "").trim();
  const isTitle = title.length > 2 && title.length <= LONGEST_TITLE && !/https?:|[|;=]/.test(title);
  return isTitle && /\w/.test(title) ? title : undefined;
}

function describe(comment: string): { description?: string } {
  return comment === "" ? {} : { description: comment };
}
