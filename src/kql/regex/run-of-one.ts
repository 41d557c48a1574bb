/** A run of one character: `\s+`, `\.+`, `\\+`, `-*` and the like. */
const RUN = /^(?:(\\s)|\\([^\w\s])|([^\\[\](){}*+?|.^$]))[+*]$/;
const BLANK = /^\p{White_Space}$/u;
const BEYOND_ASCII = /[^\0-\x7f]/;

/**
 * What the characters are that a pattern matches any number of; undefined for a pattern that is
 * more than a run. Such runs are what most calls of trim() remove, and they need no RE2.
 */
export function runOfOne(pattern: string): ((character: string) => boolean) | undefined {
  if (BEYOND_ASCII.test(pattern)) return undefined;
  const found = RUN.exec(pattern);
  if (!found) return undefined;
  const [, blank, escaped, plain] = found;
  if (blank) return (character) => BLANK.test(character);
  const wanted = escaped ?? plain;
  return (character) => character === wanted;
}
