import { visible } from "../../hunt/base/escape.ts";

/** Attributes that are undefined are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element of XML 1.0 with lines of text, or with elements from this function. */
export function element(
  name: string,
  attributes: Attributes,
  content: { readonly lines: readonly string[] } | { readonly elements: readonly string[] },
): string {
  const inner =
    "lines" in content
      ? content.lines.map(xmlText).join("\n")
      : content.elements.map((one) => `\n${one}`).join("");
  const start = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${xmlText(String(value))}"`],
  );
  if (inner === "") return `<${name}${start.join("")}/>`;
  return `<${name}${start.join("")}>${inner}${"lines" in content ? "" : "\n"}</${name}>`;
}

/** Two characters that no XML may contain, not even escaped, and that `visible` leaves. */
const NONCHARACTERS = /[\ufffe\uffff]/g;

/** One line of text from anybody, for an attribute or an element. */
function xmlText(text: string): string {
  return visible(text)
    .replace(NONCHARACTERS, (one) => `\\u{${one.charCodeAt(0).toString(16)}}`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
