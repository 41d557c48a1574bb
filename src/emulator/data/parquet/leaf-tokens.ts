import { isUtf8 } from "node:buffer";
import {
  convert,
  inRange,
  type ScalarType,
  TICKS_PER_DAY,
  ticksFromMs,
  toText,
} from "../../../kql/index.ts";
import { decimalText } from "./decimal-text.ts";
import { hyparquet, type SchemaElement } from "./hyparquet.ts";

/** A value as it is stored: a number, a bigint, a boolean or bytes. */
type Raw = number | bigint | boolean | Uint8Array;

/** How the values of a column are read. */
export interface Leaf {
  /** The type of the column; undefined if it is inferred from its values, as in JSON. */
  readonly type: ScalarType | undefined;
  /** A value as a row of JSON Lines would have it; null for a time that Kusto cannot hold. */
  token(raw: never): string | null;
}

type ReadLeaf = (element: SchemaElement) => Leaf;

const leaf = <T extends Raw>(type: Leaf["type"], token: (raw: T) => string | null): Leaf => ({
  type,
  token,
});

const text = leaf("string", (raw: Uint8Array) => JSON.stringify(bytesOf(raw).toString("utf8")));
const time = (ticksOf: (raw: number | bigint) => bigint) =>
  leaf("datetime", (raw: number | bigint) => timeToken(ticksOf(raw)));

/** What a column that is annotated in this way contains. */
const ANNOTATED: Readonly<Record<string, ReadLeaf | undefined>> = {
  STRING: () => text,
  ENUM: () => text,
  JSON: () => ({ ...text, type: "dynamic" }),
  NULL: () => leaf(undefined, () => null),
  UUID: () => leaf("guid", uuidToken),
  DATE: () => time((days) => BigInt(days) * TICKS_PER_DAY),
  TIMESTAMP: (element) => time((raw) => ticksOf(raw, unitOf(element))),
  TIME: (element) =>
    leaf("timespan", (raw: number | bigint) =>
      JSON.stringify(toText(ticksOf(raw, unitOf(element)), "timespan")),
    ),
  DECIMAL: ({ scale, logical_type: logical }) =>
    leaf("decimal", (raw: number | bigint | Uint8Array) =>
      JSON.stringify(decimalText(raw, scale ?? (logical?.type === "DECIMAL" ? logical.scale : 0))),
    ),
  FLOAT16: () => leaf("real", (raw: Uint8Array) => realToken(hyparquet().parseFloat16(raw) ?? 0)),
  INTEGER: integerLeaf,
};

const UNANNOTATED: Readonly<Record<string, Leaf | undefined>> = {
  BOOLEAN: leaf("bool", String),
  INT32: leaf("int", String),
  INT64: leaf("long", String),
  INT96: time((raw) => oldTimeTicks(BigInt(raw))),
  FLOAT: leaf("real", realToken),
  DOUBLE: leaf("real", realToken),
  BYTE_ARRAY: leaf("string", bytesToken),
  FIXED_LEN_BYTE_ARRAY: leaf("string", bytesToken),
};

/** How a column is read; undefined if nothing in Kusto is like its values. */
export function readLeaf(element: SchemaElement): Leaf | undefined {
  const annotation = annotationOf(element);
  return annotation === undefined
    ? UNANNOTATED[element.type ?? ""]
    : ANNOTATED[annotation]?.(element);
}

/** What the type of a column is called, for messages. */
export function leafTypeName(element: SchemaElement): string {
  return annotationOf(element) ?? element.type ?? "unknown";
}

/** The annotation, by the name that it has today. */
function annotationOf({ logical_type: logical, converted_type: old }: SchemaElement) {
  if (logical?.type) return logical.type;
  if (old === undefined) return undefined;
  if (old === "UTF8") return "STRING";
  return /^U?INT_/.test(old) ? "INTEGER" : old.replace(/_(MILLIS|MICROS)$/, "");
}

function integerLeaf({ type, logical_type: logical, converted_type: old }: SchemaElement): Leaf {
  const isSigned = logical?.type === "INTEGER" ? logical.isSigned : !old?.startsWith("UINT");
  const bits = type === "INT64" ? 64 : 32;
  if (isSigned) return leaf(bits === 64 ? "long" : "int", String);
  const isSmall = old === "UINT_8" || old === "UINT_16";
  // The largest fit into no long, so they make the column one of reals, as they do in JSON.
  const whole = bits === 64 ? undefined : isSmall ? "int" : "long";
  return leaf(whole, (raw: number | bigint) => String(BigInt.asUintN(bits, BigInt(raw))));
}

const EPOCH = ticksFromMs(0);

/** Nanoseconds of each unit of time. */
const NANOSECONDS: Readonly<Record<string, bigint>> = {
  MILLIS: 1_000_000n,
  MICROS: 1_000n,
  NANOS: 1n,
};

function unitOf({ logical_type: logical, converted_type: old }: SchemaElement): string {
  if (logical?.type === "TIMESTAMP" || logical?.type === "TIME") return logical.unit;
  return old?.endsWith("_MICROS") ? "MICROS" : "MILLIS";
}

/** Ticks of 100 ns, rounded down. */
function ticksOf(raw: number | bigint, unit: string): bigint {
  const nanoseconds = BigInt(raw) * (NANOSECONDS[unit] ?? 1n);
  return (nanoseconds - (((nanoseconds % 100n) + 100n) % 100n)) / 100n;
}

/** The Julian day 2440588 is that of the epoch; the time of day is in nanoseconds. */
function oldTimeTicks(raw: bigint): bigint {
  const days = (raw >> 64n) - 2_440_588n;
  return days * TICKS_PER_DAY + BigInt.asUintN(64, raw) / 100n;
}

function timeToken(sinceEpoch: bigint): string | null {
  const ticks = inRange(sinceEpoch + EPOCH);
  return ticks === null ? null : `"${toText(ticks, "datetime")}"`;
}

function realToken(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  if (Object.is(value, -0)) return "-0.0";
  const digits = String(value);
  return /[.e]/.test(digits) ? digits : `${digits}.0`;
}

function bytesOf(raw: Uint8Array): Buffer {
  return Buffer.from(raw.buffer, raw.byteOffset, raw.length);
}

/** Some programs do not say that a column is text; other bytes are given in Base64. */
function bytesToken(raw: Uint8Array): string {
  return JSON.stringify(bytesOf(raw).toString(isUtf8(raw) ? "utf8" : "base64"));
}

function uuidToken(raw: Uint8Array): string | null {
  const guid = convert(bytesOf(raw).toString("hex"), "string", "guid");
  return guid === null ? null : JSON.stringify(guid);
}
