import { UserError } from "./user-error.ts";

export interface FormatOptions<Format extends string> {
  readonly format?: Format;
  readonly json?: boolean;
}

/**
 * The format that was asked for: `--json` is short for one of them. @throws UserError if another
 * format is named beside `--json`
 */
export function chooseFormat<Format extends string>(
  { json, format }: FormatOptions<Format>,
  { usual, lines }: { readonly usual: Format; readonly lines: Format },
): Format {
  if (!json) return format ?? usual;
  if (format === undefined || format === lines) return lines;
  throw new UserError(`--json cannot be combined with --format ${format}`, "use one of them");
}
