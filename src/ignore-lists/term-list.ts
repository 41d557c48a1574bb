import { unquote } from "../content/unquote.ts";
import { isUnresolved, UNRESOLVED } from "../content/unresolved.ts";
import { oneLine } from "../hunt/base/escape.ts";
import { parseJson } from "../hunt/base/parse-json.ts";
import type { Term } from "./term-faults.ts";

/** What is wrong with a setting of terms as a whole: it holds no terms. */
export interface ListFault {
  readonly message: string;
  readonly remedy: string;
}

/**
 * The terms of a setting: one per line, or separated by `;` outside quotes. Quotes count only if
 * they enclose the whole term: a command line may have quotes of its own. Blanks around a term are
 * not part of it; those in its quotes are.
 */
export function readTerms(value: string): Term[] {
  const terms = value.matchAll(
    /[ \t]*(?:"([^"\r\n]*)"[ \t]*(?=[;\r\n]|$)|([^;\r\n]*))(?:[;\r\n]|$)/g,
  );
  return [...terms]
    .map(([, inner, plain]) => ({
      text: inner ?? (plain ?? "").trim(),
      inQuotes: inner !== undefined,
    }))
    .filter(({ text }) => text !== "");
}

/** Why a setting contains no terms at all; undefined if it can be read as terms. */
export function listFault(value: string): ListFault | undefined {
  if (isUnresolved(value)) return UNRESOLVED;
  return jsonFault(unquote(value)) ?? quoteFault(value);
}

/**
 * Recognises a list or object, even if it is cut off or was written by another tool. A class id in
 * braces is a term.
 */
function jsonFault(text: string): ListFault | undefined {
  if (!/^[[{]/.test(text)) return undefined;
  const parsed = parseJson(text);
  const texts =
    Array.isArray(parsed) && parsed.every((one) => typeof one === "string") ? parsed : undefined;
  if (texts)
    return {
      message: "is a JSON list",
      remedy: `write ${oneLine(texts.join(";"), 100) || "one term a line, or put ; between them"}`,
    };
  const entries = {
    message: "is JSON",
    remedy: "write one term a line, or put ; between them; entries are for IGNORE_ENTRIES",
  };
  if (typeof parsed === "object" && parsed !== null) return entries;
  if (/^[[{]\s*["'\u2018-\u201f]/.test(text)) return entries;
  return /^\[[^[\]]*[,;][^[\]]*\]$/.test(text)
    ? { ...entries, message: "is a list in brackets" }
    : undefined;
}

/**
 * A quote that begins a term must also end it, or be one of a pair: an unclosed quote would cut the
 * term at the next `;`.
 */
function quoteFault(value: string): ListFault | undefined {
  const odd = value
    .split(/\r?\n/)
    .some((line) => /^\s*"/.test(line) && (line.match(/"/g)?.length ?? 0) % 2 === 1);
  const open =
    odd || readTerms(value).some(({ text, inQuotes }) => !inQuotes && /^"[^"]*$/.test(text));
  const remedy = "close it, or remove it: a term needs quotes only where it holds a ;";
  return open ? { message: "a quote is not closed", remedy } : undefined;
}
