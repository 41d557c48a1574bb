const DATE = /^\d{4}-\d{2}-\d{2}$/;
const ZONED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds of a date (UTC) or a time with a zone; undefined if it is neither or invalid. */
export function parseTime(text: string): number | undefined {
  const ms = Date.parse(text);
  if (!(DATE.test(text) || ZONED.test(text)) || Number.isNaN(ms)) return undefined;
  const day = text.slice(0, 10);
  return new Date(Date.parse(day)).toISOString().startsWith(day) ? ms : undefined;
}
