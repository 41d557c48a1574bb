import { makeTable, type Table } from "../../src/kql/table.ts";
import {
  type ColumnSchema,
  missing,
  type ScalarType,
  type Value,
} from "../../src/kql/values/types.ts";

const ROWS = 40;
const TICKS_PER_SECOND = 10_000_000n;

/**
 * Rows with plausible values for columns of any name and type. The same row of two columns of one
 * kind has the same value, so that joins find partners. Every eighth row is empty but for its time.
 */
export function makeRows(columns: readonly ColumnSchema[], now: bigint): Table {
  const rows = Array.from({ length: ROWS }, (_, row) =>
    columns.map((column) =>
      row % 8 === 7 && column.type !== "datetime"
        ? missing(column.type)
        : valueFor(column, row % 13, now),
    ),
  );
  return makeTable(columns, rows);
}

function valueFor({ name, type }: ColumnSchema, variant: number, now: bigint): Value {
  return type === "string" ? textFor(name, variant) : VALUES[type](variant, now);
}

const VALUES: Readonly<
  Record<Exclude<ScalarType, "string">, (variant: number, now: bigint) => Value>
> = {
  bool: (variant) => variant % 2 === 0,
  int: (variant) => variant * 7,
  long: (variant) => BigInt(variant) * 4_624n,
  real: (variant) => variant / 4,
  decimal: (variant) => String(variant),
  datetime: (variant, now) => now - BigInt(variant) * 60n * TICKS_PER_SECOND,
  timespan: (variant) => BigInt(variant) * TICKS_PER_SECOND,
  guid: (variant) => `00000000-0000-4000-8000-${String(variant).padStart(12, "0")}`,
  dynamic: (variant) => BAGS[variant % BAGS.length] as Value,
};

const BAGS: readonly Value[] = [
  { Name: "alice", Kind: "account", Id: 5, Nested: { Address: "10.0.0.1" } },
  [{ Name: "Subject", Value: "x", displayName: "d", oldValue: "[]", newValue: '["y"]' }],
  ["S-1-5-18", "S-1-5-21-1"],
  [],
  "text",
  7,
  null,
];

/** Kinds of text by what a column's name has in it; the first that fits. */
const TEXTS: readonly (readonly [RegExp, (variant: number) => string])[] = [
  [/sha256/i, (variant) => String(variant).padStart(64, "a")],
  [/sha1/i, (variant) => String(variant).padStart(40, "b")],
  [/md5/i, (variant) => String(variant).padStart(32, "c")],
  [/ip|address/i, (variant) => `${variant % 2 ? 10 : 198}.51.100.${variant}`],
  [/url|uri/i, (variant) => `https://host${variant}.example.org:8443/a/b?q=${variant}#f`],
  [/commandline/i, (variant) => `"C:\\Program Files\\tool${variant}.exe" -Arg ${variant} /x:"y z"`],
  [/path|folder|directory|registrykey/i, (variant) => `C:\\Users\\user${variant}\\file.dll`],
  [/file|process/i, (variant) => `tool${variant}.exe`],
  [/domain|dns/i, (variant) => `host${variant}.example.org`],
  [/device|host|computer|machine/i, (variant) => `pc-${variant}.example.org`],
  [/upn|mail|sender|recipient/i, (variant) => `user${variant}@example.org`],
  [/sid/i, (variant) => `S-1-5-21-1-2-3-${variant}`],
  [/xml|eventdata/i, (variant) => `<EventData><Data Name="Value">${variant}</Data></EventData>`],
  [/fields|properties|details|data|resources|entities|json/i, jsonText],
];

function textFor(name: string, variant: number): string {
  const make = TEXTS.find(([pattern]) => pattern.test(name))?.[1];
  return make ? make(variant) : `value${variant}`;
}

function jsonText(variant: number): string {
  return JSON.stringify(BAGS[variant % BAGS.length]);
}
