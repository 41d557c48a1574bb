import type { ScheduledRule } from "./scheduled-rule.ts";
import type { Unconfirmed } from "./unconfirmed.ts";

/** A row of a query's result: each column as tostring() returns it. */
export type ResultRow = Readonly<Record<string, string>>;

/** In UTF-8, bytes. Source: Microsoft Sentinel service limits. */
const LONGEST_NAME = 256;
const LONGEST_DESCRIPTION = 5_000;
const LONGEST_DETAILS = 2_048;
const MOST_VALUES = 50;

const SEVERITIES = ["High", "Medium", "Low", "Informational"];
const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

interface AlertTexts {
  readonly name: string;
  readonly description: string;
  readonly severity: string;
}

/**
 * What an alert is called. A text with an empty column, and a severity that is none, are the rule's
 * own instead. An alert of several rows takes them from the first.
 */
export function alertTexts({ properties }: ScheduledRule, row: ResultRow): AlertTexts {
  const override = properties.alertDetailsOverride ?? {};
  const severity = row[override.alertSeverityColumnName ?? ""] ?? "";
  const name = filled(override.alertDisplayNameFormat, row) ?? properties.displayName;
  const description = filled(override.alertDescriptionFormat, row) ?? properties.description ?? "";
  return {
    name: cutBytes(name, LONGEST_NAME),
    description: cutBytes(description, LONGEST_DESCRIPTION),
    severity: SEVERITIES.includes(severity) ? severity : properties.severity,
  };
}

function filled(format: string | undefined, row: ResultRow): string | undefined {
  if (!format) return undefined;
  const columns = [...format.matchAll(PLACEHOLDER)].map(([, column = ""]) => column);
  if (columns.some((column) => !row[column])) return undefined;
  return format.replace(PLACEHOLDER, (_, column: string) => row[column] ?? "");
}

/** The longest prefix of at most `most` bytes, without half a character at its end. */
function cutBytes(text: string, most: number): string {
  const bytes = new TextEncoder().encode(text);
  return new TextDecoder().decode(bytes.subarray(0, most), { stream: true });
}

/** The values of a rule's custom details in rows, without empty ones and repetitions. */
export function customDetails(
  { properties }: ScheduledRule,
  rows: readonly ResultRow[],
  { longDetails }: Unconfirmed,
): Readonly<Record<string, readonly string[]>> {
  const named = Object.entries(properties.customDetails ?? {}).flatMap(([key, column]) => {
    const values = [...new Set(rows.map((row) => row[column] ?? ""))].filter((one) => one !== "");
    return values.length > 0 ? [[key, values.slice(0, MOST_VALUES)] as const] : [];
  });
  const details = Object.fromEntries(named);
  const isLong = Buffer.byteLength(JSON.stringify(details)) > LONGEST_DETAILS;
  return isLong && longDetails === "dropped" ? {} : details;
}
