import { isUnresolved, UNRESOLVED } from "../content/unresolved.ts";
import { quote } from "../hunt/base/escape.ts";
import { notationSign, pastedSign } from "./text-signs.ts";

/** A term as it is written in a setting. */
export interface Term {
  readonly text: string;
  /** It is in double quotes, and therefore meant literally. */
  readonly inQuotes: boolean;
}

export interface TermFault {
  /**
   * Nobody can have meant it, so the term is not used; if false, the term is used as it is written.
   */
  readonly refused: boolean;
  readonly message: string;
  readonly remedy: string;
}

/** Windows starts no program with a longer command line. Source: CreateProcessW. */
const LONGEST_LINE = 32_767;

/** Text that a template or a deployment should have replaced by a value. */
const PLACES =
  /^(?:<[^<>]*>|\[[\w -]*\]|\{\{.*\}\}|\$\{[a-z_][\w.]*\}|\$\([a-z_][\w.]*\)|#\{.*\}#?|__\w+__|%%.*%%)$/i;
/** Words that stand for "no value", or for a value to come. */
const WORDS = [
  ...[
    "todo",
    "tbd",
    "fixme",
    "xxx+",
    "\\.{2,}",
    "\u2026",
    "-+",
    "n/?a",
    "none",
    "null",
    "nil",
    "undefined",
    "empty",
    "true",
    "false",
  ],
  ...["change[-_ ]?me", "placeholder", "examples?", "terms?\\d*", "values?", "string", "text"],
  "(?:your|my|some)[-_ ](?:terms?|values?|text)(?:[-_ ]here)?",
];
const STAND_IN = new RegExp(`^(?:${WORDS.join("|")})$`, "i");

/**
 * Why a term may never hide anything, as far as its text tells; undefined if there is no sign of
 * that. A term in double quotes is meant literally, unless it cannot be a term at all.
 */
export function findFault({ text, inQuotes }: Term): TermFault | undefined {
  const term = `the term ${quote(text, 60)}`;
  const refuse = (message: string, remedy: string): TermFault => ({
    refused: true,
    message: `${message}; it hides nothing`,
    remedy,
  });
  if (isUnresolved(text)) return refuse(`${term} ${UNRESOLVED.message}`, UNRESOLVED.remedy);
  if (text.length > LONGEST_LINE)
    return refuse(
      `a term of ${text.length} characters is longer than any command line (${LONGEST_LINE})`,
      "write less of it",
    );
  if (inQuotes) return undefined;
  if (PLACES.test(text) || STAND_IN.test(text))
    return refuse(`${term} is a placeholder`, "write the text to hide, or remove the setting");
  const found = pastedSign(text) ?? notationSign(text);
  if (!found) return undefined;
  const remedy = `${found.remedy}, or put it in double quotes if it is meant literally`;
  return { refused: false, message: `${term} ${found.said}`, remedy };
}
