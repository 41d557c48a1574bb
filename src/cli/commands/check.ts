import { join } from "node:path";
import { KNOWN_TABLES } from "../../emulator/schemas.ts";
import { workspaceOf } from "../../emulator/workspace.ts";
import type { Problem } from "../../hunt/ignore.ts";
import { checkEntries, checkQuery } from "../../rules/check-query.ts";
import { DERIVED_COLUMNS } from "../../windows/derive.ts";
import { loadContent } from "../content.ts";
import { RULES_FOLDER } from "../paths.ts";
import { counted } from "../reporters/counted.ts";
import { jsonLine, problemLine } from "../reporters/json.ts";
import { problemLines } from "../reporters/text.ts";
import { readCases } from "../rule-cases/read-cases.ts";
import type { Terminal } from "../terminal.ts";

export interface CheckOptions {
  readonly rules?: string;
  readonly json?: boolean;
}

/** Reads and binds everything without running it: rules, queries, ignore lists, settings. */
export function check(options: CheckOptions, terminal: Terminal): number {
  const folder = options.rules ?? RULES_FOLDER;
  const { rules, ignore, problems } = loadContent({ folder, environment: process.env });
  const { engine } = workspaceOf(new Map(KNOWN_TABLES.map((name) => [name, []])), join(RULES_FOLDER, "asim"));
  const all: Problem[] = [
    ...problems,
    ...rules.flatMap((loaded) => checkQuery(loaded, engine.bind, DERIVED_COLUMNS)),
    ...checkEntries(ignore.entries, rules, engine.bind, DERIVED_COLUMNS),
    ...rules.flatMap(({ rule }) => readCases(folder, rule.slug).problems),
  ];
  if (options.json) for (const problem of all) terminal.out(jsonLine(problemLine(problem)));
  else {
    problemLines(terminal, all);
    terminal.out(
      `${counted(rules.length, "rule")}, ${counted(ignore.entries.length, "ignore entry", "ignore entries")}, ${counted(all.length, "problem")}`,
    );
  }
  return all.length > 0 ? 1 : 0;
}
