import { join } from "node:path";
import { workspaceOf } from "../../emulator/workspace.ts";
import type { Problem } from "../../hunt/ignore.ts";
import { checkQuery } from "../../rules/check-query.ts";
import { DERIVED_COLUMNS } from "../../windows/derive.ts";
import { loadContent } from "../content.ts";
import { RULES_FOLDER } from "../paths.ts";
import { problemLine } from "../reporters/json.ts";
import { problemLines } from "../reporters/text.ts";
import type { Terminal } from "../terminal.ts";

export interface CheckOptions {
  readonly rules?: string;
  readonly json?: boolean;
}

/** Tables that the rules are bound against; what a workspace lacks shows only there. */
const KNOWN_TABLES = ["SecurityEvent", "WindowsEvent", "DeviceProcessEvents"];

/** Reads and binds everything without running it: rules, queries, ignore lists, settings. */
export function check(options: CheckOptions, terminal: Terminal): number {
  const folder = options.rules ?? RULES_FOLDER;
  const { rules, ignore, problems } = loadContent({ folder, environment: process.env });
  const { engine } = workspaceOf(new Map(KNOWN_TABLES.map((name) => [name, []])), join(RULES_FOLDER, "asim"));
  const all: Problem[] = [...problems, ...rules.flatMap((loaded) => checkQuery(loaded, engine.bind, DERIVED_COLUMNS))];
  if (options.json) for (const problem of all) terminal.out(JSON.stringify(problemLine(problem)));
  else {
    problemLines(terminal, all);
    terminal.out(`${rules.length} rules, ${ignore.entries.length} ignore entries, ${all.length} problems`);
  }
  return all.length > 0 ? 1 : 0;
}
