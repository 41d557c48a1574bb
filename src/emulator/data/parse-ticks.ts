import { convert } from "../../kql/index.ts";
import { shortTimeToIso } from "./local-times.ts";

/** ISO 8601 (UTC by default), `Tue, 10 Nov 2026 10:00:00 GMT` and `Nov 10, 2026 10:00 AM`. */
const TIME =
  /^\s*(?:\d{4}-\d|(?:[A-Za-z]{3}, )?(?:\d{1,2} [A-Za-z]{3,9}|[A-Za-z]{3,9} \d{1,2},) \d{4}\b)/;
/** `11/10/2026 10:00 AM`: KQL reads the month first. */
const SLASHES = /^\s*\d{1,2}\/\d{1,2}\/\d{4}/;

/** Ticks of a time in text form; undefined for anything else, such as a number of unknown unit. */
export function parseTicks(value: unknown): bigint | undefined {
  if (typeof value !== "string") return undefined;
  const text = SLASHES.test(value)
    ? shortTimeToIso(value, "month", 0)
    : TIME.test(value)
      ? value
      : undefined;
  const ticks = text === undefined ? null : convert(text, "string", "datetime");
  return typeof ticks === "bigint" ? ticks : undefined;
}
