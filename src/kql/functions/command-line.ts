import { KqlError } from "../errors.ts";
import { textAt } from "./arguments.ts";
import type { FunctionTable } from "./function.ts";

/**
 * Splits a command line as CommandLineToArgvW of Windows does. The program's name comes first and
 * has no escapes; in the arguments, backslashes escape quotes.
 */
export function splitCommandLine(line: string): string[] {
  const program = line.startsWith('"') ? /^"([^"]*)"?/.exec(line) : /^([^ \t]*)/.exec(line);
  const reader = new ArgumentReader(line.slice(program?.[0].length));
  return [program?.[1] ?? "", ...reader.read()];
}

class ArgumentReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  read(): string[] {
    const found: string[] = [];
    for (this.skipBlanks(); this.at < this.text.length; this.skipBlanks())
      found.push(this.readArgument());
    return found;
  }

  private skipBlanks(): void {
    while (isBlank(this.text[this.at])) this.at += 1;
  }

  private readArgument(): string {
    const written: string[] = [];
    let isQuoted = false;
    while (this.at < this.text.length && (isQuoted || !isBlank(this.text[this.at]))) {
      const backslashes = this.countRun("\\");
      if (this.text[this.at] !== '"') {
        written.push("\\".repeat(backslashes));
        if (backslashes === 0) written.push(this.text[this.at++] ?? "");
        continue;
      }
      const isEscaped = backslashes % 2 === 1;
      written.push("\\".repeat(Math.floor(backslashes / 2)), isEscaped ? '"' : "");
      if (isEscaped) this.at += 1;
      isQuoted = this.readQuotes(isQuoted, written);
    }
    return written.join("");
  }

  /** Moves past a run of one character and returns its length. */
  private countRun(character: string): number {
    const from = this.at;
    while (this.text[this.at] === character) this.at += 1;
    return this.at - from;
  }

  /** In a run of quotes, every third one counted from the opening quote is a literal quote. */
  private readQuotes(isQuoted: boolean, written: string[]): boolean {
    const quotes = this.countRun('"') + (isQuoted ? 1 : 0);
    written.push('"'.repeat(Math.floor(quotes / 3)));
    return quotes % 3 === 1;
  }
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

export const COMMAND_LINE: FunctionTable = {
  parse_command_line: {
    arity: [2, 2],
    type: "dynamic",
    call: (args, site) => {
      if (textAt(args, 1, site).toLowerCase() !== "windows")
        throw new KqlError("semantic", 'parse_command_line() takes only "windows"', site.at);
      const line = textAt(args, 0, site);
      return line === "" ? null : splitCommandLine(line);
    },
  },
};
