import { readFileSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { isThere } from "../../files/kind.ts";
import { makeFolder, replaceFile } from "../../files/write.ts";
import { countText } from "../../hunt/base/count-text.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import { loadContent } from "../content.ts";
import { sayNoRows, sayProblems } from "../data-use.ts";
import { sayNotices } from "../local-data.ts";
import { findFinding } from "../new-case/find-finding.ts";
import { type MadeCase, makeCase } from "../new-case/make-case.ts";
import { FILL_IN } from "../rule-cases/fill-in.ts";
import { runCase } from "../rule-cases/run-cases.ts";
import { folderOption } from "../rules-folders.ts";
import { openSessions, type SessionOptions } from "../session.ts";
import type { Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { withWatchlists } from "../watchlists.ts";
import { rulesFor } from "./run.ts";

export interface NewCaseOptions extends SessionOptions {
  readonly rule?: string;
  /** What the case is called after `hit-`. */
  readonly name?: string;
}

/** The id of a finding, or the beginning of one. */
export const FINDING_PREFIX = /^[0-9a-f][0-9a-f-]{3,35}$/i;
const NAME = /^[\w-]{1,80}$/;

/** Makes a case of its rule of a finding of a run: the rows of the data that it needs. */
export async function newCase(
  given: string,
  options: NewCaseOptions,
  terminal: Terminal,
): Promise<number> {
  const { name } = options;
  if (!FINDING_PREFIX.test(given))
    throw new UserError(
      `${given} is not the id of a finding, or its first four characters or more`,
      "use the id that hunts run --json prints",
    );
  if (name !== undefined && !NAME.test(name))
    throw new UserError(`${name} cannot be the name of a case`, "use letters, digits, _ and -");
  const content = loadContent({ ...options, environment: process.env });
  const opened = openSessions({ ...options, dryRun: true }, content, terminal);
  const { sessions } = await withWatchlists(opened, content);
  if (sayNoRows(sessions, content.problems, false, terminal)) return 1;
  const [session] = sessions;
  if (!session) throw new RangeError("local data is one session");
  const { rules, problems, notices } = rulesFor(session, content, options);
  sayProblems([...content.problems, ...problems], false, terminal);
  sayNotices(notices, terminal);
  const found = await findFinding(given.toLowerCase(), rules, session, options, terminal.progress);
  const { finding, loaded } = found;
  const events = join(dirname(loaded.file), "events");
  const file = join(events, `hit-${name ?? finding.id.slice(0, 8)}.ndjson`);
  checkPlace(file, loaded.rule);
  const made = await makeCase(found, session, content, sourceName(options.data));
  const one = { name: basename(file, ".ndjson"), ...caseOf(made) };
  const failures = await runCase(loaded.rule, one, content, content.knowledge);
  if (failures.length > 0)
    throw new UserError(
      `the case of ${finding.id} would fail: ${failures.join("; ")}`,
      "write it yourself",
    );
  makeFolder(events);
  replaceFile(file, textOf(made));
  terminal.out(`created  ${file}`);
  for (const line of describeCase(made, events, loaded.rule, options)) terminal.out(line);
  return 0;
}

function checkPlace(file: string, { slug }: Rule): void {
  if (file.split(sep).includes("node_modules"))
    throw new UserError(
      `the rule ${slug} is part of the installed package, which the next installation overwrites`,
      "copy its folder to a folder of your own, and name that with --content",
    );
  if (isThere(file))
    throw new UserError(`${file} already exists`, "choose another name with --name");
}

/** The data's name, without the folders of this machine. */
function sourceName(data: string | undefined): string {
  return data === undefined ? "the samples" : basename(data);
}

function caseOf({ head, rows }: MadeCase) {
  return { head, events: rows.map(({ record }) => record) };
}

function textOf({ head, rows }: MadeCase): string {
  return [JSON.stringify(head), ...rows.map(({ line }) => line)]
    .map((line) => `${line}\n`)
    .join("");
}

function describeCase(
  { rows }: MadeCase,
  events: string,
  { slug }: Rule,
  options: NewCaseOptions,
): string[] {
  const tables = [...new Set(rows.map(({ record }) => String(record["Type"])))].join(", ");
  const template = join(events, "hit-example.ndjson");
  const isLeft = isThere(template) && readFileSync(template, "utf8").includes(FILL_IN);
  return [
    `It has ${countText(rows.length, "row")} of ${tables}, as recorded: look through them before you ` +
      "share it, and say in its first line what it shows.",
    ...(isLeft
      ? [`It takes the place of ${template}, which nobody has filled in: delete that.`]
      : []),
    "",
    "Try it:",
    `  npx hunts test --rule ${slug}${folderOption(options)}`,
  ];
}
