import type { Syntax } from "../language/syntax.ts";

/** What a message calls an unsupported node: its keyword, or the grammar's name in words. */
export function describe(node: Syntax): string {
  const keyword = Object.values(node.parts).find((child) => child?.text)?.text;
  const words = node.kind
    .replace(/(Expression|Operator)$/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return keyword && /^[a-z][\w-]*$/.test(keyword) ? `'${keyword}'` : words;
}
