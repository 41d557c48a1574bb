import { commandLineTokens } from "../../windows/command-line.ts";

/** The arguments of a line behind the program's name, divided by how they begin. */
export interface Arguments {
  /** Without the dash, in order. */
  readonly options: readonly string[];
  readonly operands: readonly string[];
}

/** Divides a line's arguments, for a program that takes options anywhere. */
export function readArguments(line: string, dashes: readonly string[]): Arguments {
  const options: string[] = [];
  const operands: string[] = [];
  for (const token of commandLineTokens(line).slice(1)) {
    if (dashes.some((dash) => token.startsWith(dash))) options.push(token.slice(1));
    else operands.push(token);
  }
  return { options, operands };
}
