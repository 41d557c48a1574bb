import { Option } from "commander";
import type { Terminal } from "./terminal.ts";

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
export const DECLARED = [
  "--content <dir>",
  "folder of your own tables, functions and watchlists, which queries may name, too",
] as const;
export const JSON_LINES = ["--json", "print one JSON object per line"] as const;
/** Beside `formatOption`. */
export const JSON_FORMAT = ["--json", `${JSON_LINES[1]}: --format json`] as const;

/** `--format` of a command whose result people and programs read; JSON_FORMAT is short for one. */
export function formatOption(formats: readonly string[]): Option {
  return new Option("--format <format>", "how the result is printed (default: text)").choices(
    formats,
  );
}

type Action = (...given: never[]) => number | Promise<number>;

/**
 * Loads a command when it is called, because the Azure clients that some need take long to load.
 * Calls it with its arguments, its options and the terminal; its result becomes the exit code of
 * the process.
 */
export function exitWith(
  load: () => Promise<Action>,
  terminal: Terminal,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const action = (await load()) as (...given: unknown[]) => ReturnType<Action>;
    // The last of what Commander gives is the command itself.
    process.exitCode = await action(...given.slice(0, -1), terminal);
  };
}
