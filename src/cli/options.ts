/** Options that several commands share, as the arguments of Commander's `option()`. */

const names = (text: string) => text.split(",").map((name) => name.trim());

export const DATA = [
  "--data <dir>",
  "folder of tables (<Table>.jsonl, .json, .csv, .parquet, .gz), or one file (default: the samples)",
] as const;
export const TABLES = [
  "--tables <names>",
  "only these data files, separated by commas",
  names,
] as const;
export const JSON_LINES = ["--json", "print one JSON object per line"] as const;

/** Wraps an action so that its result becomes the exit code of the process. */
export function exitWith<Arguments extends unknown[]>(
  action: (...args: Arguments) => number | Promise<number>,
): (...args: Arguments) => Promise<void> {
  return async (...args) => {
    process.exitCode = await action(...args);
  };
}
