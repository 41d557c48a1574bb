import { parseJson } from "../hunt/base/parse-json.ts";

/** What is wrong with a JSON text, for whoever pasted it. */
export interface JsonFault {
  readonly fault: string;
}

/**
 * The value of a JSON text; JSON within a JSON string, as some tools store it, is read, too. If the
 * text is not JSON: what is wrong, and where.
 */
export function readJson(text: string): { value: unknown } | JsonFault {
  const value = parseJson(text);
  if (value === undefined) return { fault: explainFault(text) };
  const inner = typeof value === "string" ? parseJson(value) : undefined;
  return { value: typeof inner === "object" && inner !== null ? inner : value };
}

type Cause = readonly [sign: RegExp, mended: (text: string) => string, said: string];

/**
 * What pasting does to JSON. For each cause: its sign, what would turn the text into JSON again,
 * and what is said about it.
 */
const CAUSES: readonly Cause[] = [
  [
    /[\u201c-\u201f\u00ab\u00bb\u2033\uff02]/,
    (text) => text.replace(/[\u201c-\u201f\u00ab\u00bb\u2033\uff02]/g, '"'),
    'curly quotes: write straight ones (")',
  ],
  [
    /[\u00a0\u2000-\u200d\u202f\u2060\u3000\ufeff]/,
    (text) => text.replace(/[\u00a0\u2000-\u200d\u202f\u2060\u3000\ufeff]/g, " "),
    "a non-standard space: type it again",
  ],
  [
    /""/,
    (text) => text.replace(/^"(?=[[{])|(?<=[\]}])"$/g, "").replaceAll('""', '"'),
    "doubled quotes, as in a CSV file: write each once",
  ],
  [/\\"/, (text) => text.replaceAll('\\"', '"'), "backslashes before its quotes: remove them"],
  [/'/, (text) => text.replaceAll("'", '"'), 'single quotes: write double ones (")'],
  [
    /,\s*[\]}]/,
    (text) => text.replace(/,(\s*[\]}])/g, "$1"),
    "a comma before a closing bracket: remove it",
  ],
  [
    /\\(?!["\\/bfnrt]|u[0-9a-f]{4})/i,
    (text) => text.replace(/\\(?:\\|(?!["/bfnrt]|u[0-9a-f]{4}))/gi, "\\\\"),
    "a single backslash: in JSON each is written twice, as in C:\\\\Windows",
  ],
];

/** How many of the causes are named even if more is wrong: nobody types such characters. */
const SURE = 2;

function explainFault(text: string): string {
  const found = CAUSES.filter(([sign]) => sign.test(text));
  const cause =
    found.find(([, mended]) => parseJson(mended(text)) !== undefined) ??
    CAUSES.slice(0, SURE).find((one) => found.includes(one));
  if (!cause) return `the JSON cannot be read${findPlace(text)}`;
  const [sign, , said] = cause;
  return `the JSON has ${said} (character ${text.search(sign) + 1})`;
}

function findPlace(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    const at = /position (\d+)/.exec((error as Error).message)?.[1];
    if (at !== undefined && Number(at) < text.length) return ` from character ${Number(at) + 1} on`;
  }
  return `: it ends too early, after ${text.length} characters`;
}
