/** A sign that a text is not what a program was started with. */
export interface TextSign {
  readonly sign: RegExp;
  readonly said: string;
  readonly remedy: string;
}

const SEPARATE = "write one a line, or put ; between them";
const STRUCTURED = "remove the special characters, or write an entry with such a condition";
const FILE = "dll|exe|cpl|ocx|dat|bat|cmd|com|ps1|vbs|js|hta|inf|msi|tmp|scr|sys|drv";
const COLUMN = "CommandLine|ProcessCommandLine|TargetProcess\\w*|Process";

/** Characters that a word processor puts in place of what somebody typed. */
const PASTED: readonly TextSign[] = [
  {
    sign: /[\u2018-\u201f\u2032\u2033\u00ab\u00bb\u2039\u203a\uff02\uff07]/,
    said: "has curly quotes",
    remedy: "write straight ones",
  },
  {
    sign: /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/,
    said: "has a typographic dash",
    remedy: "write -",
  },
  {
    sign: /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/,
    said: "has a non-standard space",
    remedy: "type it again",
  },
  { sign: /\p{Cf}/u, said: "has a character that cannot be seen", remedy: "type the text again" },
  {
    sign: /\u2026/,
    said: "has an ellipsis, as if it was shortened",
    remedy: "write the whole text",
  },
];

/** Signs of other notations; a term is plain text. */
const NOTATIONS: readonly TextSign[] = [
  { sign: /\p{Cc}/u, said: "has a tab or another control character", remedy: SEPARATE },
  {
    sign: /&(?:quot|amp|lt|gt|apos|nbsp|#\d+|#x[0-9a-f]+)(?!\w)/i,
    said: "has an HTML entity",
    remedy: "write the character itself",
  },
  {
    sign: /\\u00[0-9a-f]{2}/i,
    said: "has a character escaped as in JSON",
    remedy: "write the character itself",
  },
  {
    sign: /^(?!.*:\/\/).*%(?:2[0-9a-f]|3[a-f]|5[bcdf]|7[bcd])/i,
    said: "is encoded as in an address (URL)",
    remedy: "write the characters themselves",
  },
  {
    sign: new RegExp(`\\.(?:${FILE})(?:\\\\r)?\\\\n`, "i"),
    said: "has \\n as two characters, which separate nothing",
    remedy: SEPARATE,
  },
  {
    sign: /(?<![\w/-])[a-z]:\\\\|[\w)]\\\\[\w.%]|^\\{4}/i,
    said: "has doubled backslashes, as in JSON",
    remedy: "write each once",
  },
  {
    sign: /%[a-z_][\w()]*%|\$env:\w/i,
    said: "names a variable, which Windows replaces by its value",
    remedy: "write the path that it stands for",
  },
  { sign: /^(?:#|\/\/|--)\s/, said: "looks like a comment, and is a term", remedy: "remove it" },
  {
    sign: new RegExp(
      `^(?:${COLUMN})\\s*(?:[!=]~|==|!=|\\b(?:has|contains|startswith|endswith)\\b)`,
      "i",
    ),
    said: "looks like a query, and is taken as a text",
    remedy: "write the text alone",
  },
  { sign: /^- \S/, said: "begins with -, as in a YAML list", remedy: SEPARATE },
  {
    sign: /\.[*+]|\\[dsw][+*{]|\[[^\]]*\w-\w[^\]]*\]|\([^()]*\|[^()]*\)|\(\?[a-z:]|^\^|\\\.\w+\$$/i,
    said: "looks like an expression, and is taken as a text",
    remedy: STRUCTURED,
  },
  {
    sign: /\*|\w\?+\w*\.\w{2,4}\b/,
    said: "looks like a pattern, and is taken as a text",
    remedy: STRUCTURED,
  },
  {
    sign: /^'.*'$|^`.*`$|^\\".*\\"$|^"".*""$/,
    said: "has quotes around it that are part of it",
    remedy: "remove them",
  },
];

/** A sign that a text was likely pasted, and occurs in no command line. */
export function pastedSign(text: string): TextSign | undefined {
  return PASTED.find(({ sign }) => sign.test(text));
}

/** A sign that a term was likely meant to be more than plain text, or several terms. */
export function notationSign(text: string): TextSign | undefined {
  return (
    NOTATIONS.find(({ sign }) => sign.test(text)) ??
    SEPARATORS.find(({ sign }) => isList(text.split(sign)))
  );
}

const SEPARATORS: readonly TextSign[] = [
  { sign: /,/, said: "is one term: commas do not separate", remedy: SEPARATE },
  { sign: /\|/, said: "is one term: bars do not separate", remedy: SEPARATE },
];

/**
 * Whether the parts are several files or words. What follows the comma after a module is an export.
 */
function isList(written: readonly string[]): boolean {
  const parts = written.map((part) => part.trim());
  if (parts.length < 2 || parts.some((part) => part === "" || part.includes('"'))) return false;
  if (parts.length > 2 && parts.every((part) => /^[\w.-]+$/.test(part))) return true;
  return parts
    .slice(1)
    .every((part) => !/^(?:#[+-]?\d+|@\d+|[a-z_?@$][\w?@$]*)(?![\w.:\\-])/i.test(part));
}
