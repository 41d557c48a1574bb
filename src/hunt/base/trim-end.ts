/**
 * The text without the characters at its end that match `character`, in linear time: a replacement
 * of `/[ .]+$/` tries each run of them anywhere in the text, which takes quadratic time on a text
 * that an attacker fills with them.
 *
 * @param character matches one character; not global
 */
export function trimEnd(text: string, character: RegExp): string {
  let end = text.length;
  while (end > 0 && character.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
