import type { Value } from "./types.ts";
import { WrittenReal } from "./written-real.ts";

/**
 * Matches every number whose spelling matters: a whole number beyond 2^53, and a real that
 * JavaScript may read as a whole number. It also matches inside strings.
 */
const INEXACT = /(?:^|[:[,\s])-?(?:\d{16}|\d+\.(?:0*(?:[,}\]\s]|$)|\d{15})|[\d.]+[eE])/;

/**
 * The value of a JSON text; undefined if it is not JSON. As in a column, a whole number is a bigint
 * if it fits into 64 bits, and any other number a real, also one written `1.0` or `1e3`.
 */
export function readJson(text: string): Value | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  return INEXACT.test(text) ? readExactly(text) : withLongs(parsed, (parent) => parent);
}

/** A copy of a value that JSON.parse returned, with whole numbers as longs; `2.0` stays a real. */
export function fromParsedJson(parsed: unknown): Value {
  return withLongs(parsed, (parent) =>
    Array.isArray(parent) ? [...parent] : Object.fromEntries(Object.entries(parent)),
  );
}

/** Replaces whole numbers by longs, without recursion. `own` gives a parent that may be changed. */
function withLongs(parsed: unknown, own: (parent: object) => object): Value {
  const root: Record<string, unknown> = { value: parsed };
  const pending: object[] = [root];
  for (let parent = pending.pop(); parent; parent = pending.pop()) {
    const members = parent as Record<string, unknown>;
    for (const key of Object.keys(members)) {
      const member = members[key];
      if (typeof member === "number") members[key] = wholeAsLong(member);
      if (typeof member !== "object" || member === null) continue;
      if (member instanceof WrittenReal) {
        members[key] = member.value;
        continue;
      }
      const child = own(member);
      members[key] = child;
      pending.push(child);
    }
  }
  return root["value"] as Value;
}

function wholeAsLong(value: number): number | bigint {
  return Number.isSafeInteger(value) ? BigInt(value) : value;
}

/** An array or bag being read; `key` is set between a member's name and its value. */
interface Open {
  readonly items: Value[] | undefined;
  readonly members: Map<string, Value>;
  key: string | undefined;
}

const TOKEN = /[{}[\]]|"|-?\d[\d.eE+-]*|true|false|null/g;

/** Reads valid JSON without recursion, because it may be nested deeper than the stack. */
function readExactly(text: string): Value {
  const open: Open[] = [{ items: [], members: new Map(), key: undefined }];
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text); token; token = TOKEN.exec(text)) {
    const [word] = token;
    if (word === "[" || word === "{")
      open.push({ items: word === "[" ? [] : undefined, members: new Map(), key: undefined });
    else if (word === "]" || word === "}") addTo(open.at(-2), closed(open.pop()));
    else if (word === '"') {
      const end = stringEnd(text, token.index);
      TOKEN.lastIndex = end;
      addTo(open.at(-1), JSON.parse(text.slice(token.index, end)) as string);
    } else addTo(open.at(-1), /^[tfn]/.test(word) ? (JSON.parse(word) as Value) : number(word));
  }
  return open[0]?.items?.[0] ?? null;
}

function closed(open: Open | undefined): Value {
  return open?.items ?? Object.fromEntries(open?.members ?? []);
}

function addTo(open: Open | undefined, value: Value): void {
  if (!open) return;
  if (open.items) open.items.push(value);
  else if (open.key === undefined) open.key = String(value);
  else {
    open.members.set(open.key, value);
    open.key = undefined;
  }
}

/** The offset behind the quote that ends the string beginning at `start`. */
function stringEnd(text: string, start: number): number {
  let end = start + 1;
  for (; text[end] !== '"'; end++) if (text[end] === "\\") end++;
  return end + 1;
}

/** A long has at most 19 digits. */
function number(digits: string): Value {
  if (!/^-?\d{1,19}$/.test(digits)) return Number(digits);
  const whole = BigInt(digits);
  return BigInt.asIntN(64, whole) === whole ? whole : Number(digits);
}
