/**
 * The arguments of a Windows command line by the CommandLineToArgvW rules, the program's name first. Source: the parsing
 * rules Microsoft documents for CommandLineToArgvW.
 */
export function commandLineTokens(line: string): string[] {
  const program = /^"([^"]*)"?|^[^ \t]*/.exec(line);
  if (line.trim() === "" || !program) return [];
  const tokens = [program[1] ?? program[0]];
  for (let at = afterBlanks(line, program[0].length); at < line.length; ) {
    const { token, end } = tokenAt(line, at);
    tokens.push(token);
    at = afterBlanks(line, end);
  }
  return tokens;
}

function afterBlanks(line: string, at: number): number {
  let next = at;
  while (line[next] === " " || line[next] === "\t") next += 1;
  return next;
}

/** 2n backslashes before a quote are n backslashes, 2n+1 are n and a plain quote; a doubled quote inside quotes is one. */
function tokenAt(line: string, start: number): { token: string; end: number } {
  let [token, quoted, at] = ["", false, start];
  while (at < line.length && (quoted || (line[at] !== " " && line[at] !== "\t"))) {
    const slashes = slashesAt(line, at);
    if (line[at + slashes] !== '"') {
      token += slashes > 0 ? "\\".repeat(slashes) : line[at];
      at += Math.max(slashes, 1);
      continue;
    }
    token += "\\".repeat(slashes >> 1);
    at += slashes + 1;
    if (slashes % 2 === 1) token += '"';
    else if (quoted && line[at] === '"') [token, at] = [`${token}"`, at + 1];
    else quoted = !quoted;
  }
  return { token, end: at };
}

function slashesAt(line: string, at: number): number {
  let count = 0;
  while (line[at + count] === "\\") count += 1;
  return count;
}
