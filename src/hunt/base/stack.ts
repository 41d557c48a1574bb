/** The text with which a bug is reported: its stack if it has one. */
export function stackText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
