import type { Value } from "../values/types.ts";
import { decodeXmlText } from "./xml-text.ts";

/** An element that is still open, and its members so far: attributes, texts and elements. */
interface OpenElement {
  readonly name: string;
  readonly members: Map<string, Value[]>;
}

/** Deeper documents are read as invalid, so that a hostile event cannot fail the whole query. */
const MOST_LEVELS = 1_000;

const NAME = "[\\p{L}_:][\\p{L}\\p{M}\\p{N}_:.\\-]*";
const OPEN = new RegExp(`<(${NAME})`, "uy");
const ATTRIBUTE = new RegExp(`\\s+(${NAME})\\s*=\\s*("[^"<]*"|'[^'<]*')`, "uy");
const OPEN_END = /\s*(\/?)>/y;
const CLOSE = new RegExp(`</(${NAME})\\s*>`, "uy");
const DOCTYPE = /<!DOCTYPE[^[>]*(?:\[[^\]]*\]\s*)?>/y;
const SKIPPED = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
] as const;

/**
 * Reads an XML document as a bag with its one root, in a single pass without recursion. Comments,
 * CDATA sections and processing instructions are skipped; entities of a document type are unknown.
 * Null if the document is not well-formed.
 */
export function readXml(text: string): Value {
  const reader = new XmlReader(text.replace(/\r\n?/g, "\n"));
  return reader.read() ? Object.fromEntries(reader.roots) : null;
}

class XmlReader {
  readonly roots: [string, Value][] = [];
  private readonly text: string;
  private readonly open: OpenElement[] = [];
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Reads all nodes; false if the document is not well-formed. */
  read(): boolean {
    while (this.at < this.text.length) if (!this.readNode()) return false;
    return this.open.length === 0 && this.roots.length === 1;
  }

  private readNode(): boolean {
    if (this.text[this.at] !== "<") return this.readText();
    const next = this.text[this.at + 1];
    if (next === "!" || next === "?") return this.skipNode();
    return next === "/" ? this.readClose() : this.readOpen();
  }

  private skipNode(): boolean {
    for (const [start, end] of SKIPPED)
      if (this.text.startsWith(start, this.at)) return this.skipTo(end, this.at + start.length);
    return this.open.length === 0 && this.roots.length === 0 && this.match(DOCTYPE) !== null;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at = pattern.lastIndex;
    return match;
  }

  private skipTo(end: string, from: number): boolean {
    const found = this.text.indexOf(end, from);
    this.at = found + end.length;
    return found >= 0;
  }

  private readText(): boolean {
    const end = this.text.indexOf("<", this.at);
    const raw = this.text.slice(this.at, end < 0 ? undefined : end).trim();
    this.at = end < 0 ? this.text.length : end;
    if (raw === "") return true;
    const decoded = decodeXmlText(raw);
    const element = this.open.at(-1);
    if (decoded === null || !element) return false;
    addMember(element, "#text", decoded);
    return true;
  }

  private readOpen(): boolean {
    const name = this.match(OPEN)?.[1];
    if (name === undefined || this.open.length >= MOST_LEVELS) return false;
    const element: OpenElement = { name, members: new Map() };
    for (let found = this.match(ATTRIBUTE); found; found = this.match(ATTRIBUTE)) {
      const [, attribute = "", quoted = ""] = found;
      const value = decodeXmlText(quoted.slice(1, -1).replace(/[\t\n]/g, " "));
      if (value === null || element.members.has(`@${attribute}`)) return false;
      addMember(element, `@${attribute}`, value);
    }
    const end = this.match(OPEN_END);
    if (!end) return false;
    this.open.push(element);
    return end[1] === "/" ? this.closeElement() : true;
  }

  private readClose(): boolean {
    const name = this.match(CLOSE)?.[1];
    return name !== undefined && this.open.at(-1)?.name === name && this.closeElement();
  }

  private closeElement(): boolean {
    const element = this.open.pop();
    if (!element) return false;
    const parent = this.open.at(-1);
    if (parent) addMember(parent, element.name, elementValue(element));
    else this.roots.push([element.name, elementValue(element)]);
    return true;
  }
}

function addMember({ members }: OpenElement, name: string, value: Value): void {
  const values = members.get(name);
  if (values) values.push(value);
  else members.set(name, [value]);
}

/** Null for an empty element, its text if it has nothing else, or a bag of its members. */
function elementValue({ members }: OpenElement): Value {
  if (members.size === 0) return null;
  const texts = members.get("#text");
  if (members.size === 1 && texts?.length === 1) return texts[0] ?? null;
  return Object.fromEntries(
    [...members].map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] ?? null) : values,
    ]),
  );
}
