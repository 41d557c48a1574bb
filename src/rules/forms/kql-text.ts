const OPERATORS =
  "where|filter|project(?:-\\w+)?|extend|summarize|join|lookup|union|distinct|take|limit|top|sort|order|count|" +
  "evaluate|parse(?:-\\w+)?|mv-expand|mv-apply|mvexpand|invoke|make-series|serialize|render|sample|search|as";

const PIPED = new RegExp(`\\|\\s*(?:${OPERATORS})\\b`, "i");

/** Whether a text of an unknown kind is KQL: it has a pipe into an operator, or begins with let. */
export function looksLikeKql(text: string): boolean {
  const code = text.replace(/^\s*\/\/.*$/gm, "");
  return PIPED.test(code) || /^\s*let\s+\w+\s*=/.test(code);
}
