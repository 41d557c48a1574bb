const PRIVATE_ADDRESS =
  "(?:(?:10|127)\\.[0-9]{1,3}|192\\.168|169\\.254|172\\.(?:1[6-9]|2[0-9]|3[01]))(?:\\.[0-9]{1,3}){2}";

/**
 * What varies from start to start although the use is the same; replaced in this order, in
 * lower-case text. A private address and a public one are not the same use.
 */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?/g, "<guid>"],
  [/\bs-1-\d+(?:-\d+)+/g, "<sid>"],
  [new RegExp(`\\b${PRIVATE_ADDRESS}\\b`, "g"), "<ip>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, "<public-ip>"],
  [/(\\users\\)[^\\"|]+/g, "$1<user>"],
  [/\bmsi[0-9a-f]+\.tmp\b/g, "msi<hex>.tmp"],
  [/(\\)[a-z0-9]{6,12}\.tmp\b/g, "$1<rnd>.tmp"],
  [/\b0x[0-9a-f]+\b/g, "<hex>"],
  [/(?<![a-z0-9])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{8,}(?![a-z0-9])/g, "<hex>"],
  // Folders and files that are called by a number, and long numbers in names: not that of shell32.
  [/(\\)\d+(?=\\|\.[a-z]{3}\b|$)/g, "$1<n>"],
  [/\d{5,}/g, "<n>"],
];

/**
 * Replaces what varies from start to start in a lower-case text by a name in brackets, such as
 * `<user>`.
 */
export function withoutVarying(text: string): string {
  return VARYING.reduce((rest, [pattern, by]) => rest.replace(pattern, by), text);
}

/**
 * An RE2 expression for what each name in brackets stands for; a bracket of the text itself has a
 * name of its own.
 */
const VARIED: Readonly<Record<string, string>> = {
  "<guid>": "\\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\}?",
  "<sid>": "s-1-[0-9-]+",
  "<ip>": PRIVATE_ADDRESS,
  "<public-ip>": "[0-9]{1,3}(?:\\.[0-9]{1,3}){3}",
  "<user>": '[^\\\\"|]+',
  "<hex>": "(?:0x)?[0-9a-f]+",
  "<rnd>": "[a-z0-9]{6,12}",
  "<n>": "[0-9]+",
  "<lt>": "<",
  "<gt>": ">",
};

/**
 * An RE2 expression for a whole text (lower case) that matches all texts that differ from it only
 * in what varies. A `<user>` that somebody wrote stands for itself.
 */
export function varyingExpression(text: string): string {
  const named = text.replace(/[<>]/g, (bracket) => (bracket === "<" ? "<lt>" : "<gt>"));
  const parts = withoutVarying(named).split(/(<(?:guid|sid|ip|public-ip|user|hex|rnd|n|lt|gt)>)/);
  return `^${parts.map((part) => VARIED[part] ?? part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("")}$`;
}
