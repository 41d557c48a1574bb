import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { MARK, RUN } from "../../acceptance/acceptance.ts";
import { QUESTIONS } from "../../acceptance/questions.ts";
import { deployedApp } from "../../app/deployed-app.ts";
import { openLane } from "../../app/open-lane.ts";
import { createAuditTables } from "../../emulator/audit-tables.ts";
import { createResources } from "../../emulator/resources.ts";
import type { CallError } from "../../hunt/base/call-error.ts";
import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import { conduct } from "../acceptance/conduct.ts";
import { isFailed, makeRecord } from "../acceptance/record.ts";
import { recordJson, recordText } from "../acceptance/record-lines.ts";
import { appTargets, ownTargets, type Target, type Targets } from "../acceptance/steps.ts";
import { appAddress, functionKey } from "../app-options.ts";
import { loadContent } from "../content.ts";
import { openLocal } from "../local.ts";
import { LOCAL_WORKSPACE } from "../local-workspace.ts";
import { ownBuild } from "../own-build.ts";
import { SAMPLES_FOLDER } from "../paths.ts";
import { jsonLine } from "../reporters/json.ts";
import { liveLanes } from "../session.ts";
import type { Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";

export interface AcceptOptions {
  readonly live?: boolean;
  readonly apply?: boolean;
  readonly app?: string;
  readonly workspace?: string;
  readonly wait: string;
  readonly poll?: string;
  readonly clear?: string;
  readonly json?: boolean;
}

/**
 * Writes marked resources, checks how Azure responds, removes them, and prints a record that can be
 * passed on.
 */
export async function accept(options: AcceptOptions, terminal: Terminal): Promise<number> {
  if (options.app !== undefined && !options.live)
    throw new UserError("--app needs --live", "add --live; the app works on Azure");
  const wait = numberOption(options.wait, "--wait", "minutes") * 60_000;
  const between =
    options.poll === undefined
      ? options.live
        ? 15_000
        : 0
      : numberOption(options.poll, "--poll", "seconds") * 1_000;
  if (options.clear !== undefined && !RUN.test(options.clear))
    throw new UserError(
      `--clear ${options.clear} is not a run`,
      "give the eight lowercase letters and digits that its record and its titles show",
    );
  const targets = await openTargets(options, terminal);
  const target = chosen(targets, options.workspace);
  if (!options.apply) return announce(targets, target, options, terminal);
  if (options.clear !== undefined) return clearRun(target, options.clear, options, terminal);
  const [run, at] = [newRun(), Date.now()];
  if (options.live)
    terminal.err(`run ${run}; if it is interrupted: hunts accept --live --apply --clear ${run}`);
  const begins = (step: string) => terminal.progress(`acceptance ${run}: ${step}`);
  const { lines, failures } = await conduct({
    target,
    run,
    wait,
    between,
    clock: Date.now,
    sleep,
    begins,
  });
  terminal.progress("");
  const { identity, cloud, versions, app } = targets;
  const record = makeRecord({ run, at, own: ownBuild(), app, identity, cloud, versions }, lines);
  for (const line of (options.json ? recordJson : recordText)(record)) terminal.out(line);
  sayFailures(failures, terminal);
  return failures.length > 0 || isFailed(record) ? 1 : 0;
}

/** Not part of the record: messages of the app or of Azure may contain private names. */
function sayFailures(failures: readonly CallError[], terminal: Terminal): void {
  for (const { line } of failures) terminal.err(`problem  ${oneLine(line, 500)}`);
}

function announce(
  { identity }: Targets,
  { name }: Target,
  { live, app }: AcceptOptions,
  terminal: Terminal,
): number {
  const who = {
    app: "the function app",
    own: "the identity of az login",
    emulator: "the emulator",
  }[identity];
  terminal.out(`${who} reaches workspace ${oneLine(name, 60)}; nothing is written without --apply`);
  terminal.out(
    "With --apply it writes an incident, up to 22 bookmarks, their relations and 2 comments, " +
      `all marked "${MARK}" and Informational;`,
  );
  terminal.out("reads them back; deletes them, or closes the incident if it may not delete it;");
  terminal.out(
    `and prints the answers to ${countText(Object.keys(QUESTIONS).length, "question")} about ` +
      "how Sentinel behaves.",
  );
  if (live && app === undefined)
    terminal.out("With --app URL the deployed app does it, with its own rights.");
  return 0;
}

async function clearRun(
  { step }: Target,
  run: string,
  { json }: AcceptOptions,
  terminal: Terminal,
): Promise<number> {
  const ends = (await step("clear", run)).flatMap((line) => ("count" in line ? [line] : []));
  for (const end of ends) {
    const { kind, resource, count, seen } = end;
    terminal.out(
      json
        ? jsonLine({ kind: "end", state: kind, resource, count, seen })
        : `${kind.padEnd(8)} ${countText(count, resource)}: ${oneLine(seen, 300)}`,
    );
  }
  if (ends.length === 0 && !json) terminal.out(`nothing is left of run ${run}`);
  return ends.some(({ kind, resource }) => kind === "left" && resource === "incident") ? 1 : 0;
}

async function openTargets(options: AcceptOptions, terminal: Terminal): Promise<Targets> {
  if (options.app !== undefined)
    return appTargets(deployedApp(appAddress(options.app), functionKey()));
  const content = loadContent({ environment: process.env });
  const { cloud, parser } = content.settings;
  if (options.live) {
    const own = liveLanes(content).flatMap((lane) => {
      const { clients } = openLane(lane, content.settings);
      return lane.workspaces.map((workspace) => ({ workspace, clients }));
    });
    return ownTargets(content.settings.emulator ? "emulator" : "own", cloud, parser, own);
  }
  const { clients } = openLocal({
    data: SAMPLES_FOLDER,
    content,
    tables: undefined,
    workspace: LOCAL_WORKSPACE,
    resources: createResources(),
    terminal,
    audit: createAuditTables(),
    clock: Date.now,
  });
  return ownTargets("emulator", cloud, parser, [{ workspace: LOCAL_WORKSPACE, clients }]);
}

function chosen({ targets }: Targets, wanted: string | undefined): Target {
  const names = targets.map(({ name }) => oneLine(name, 60)).join(", ");
  if (targets.length === 0)
    throw new UserError("the app has no workspace", "set one in its settings (docs/settings.md)");
  const found = targets.filter(
    ({ id, name }) =>
      wanted === undefined || [id, name].some((one) => one.toLowerCase() === wanted.toLowerCase()),
  );
  const [one] = found;
  if (one && found.length === 1) return one;
  if (wanted === undefined)
    throw new UserError(
      `there are ${targets.length} workspaces`,
      `name one of ${names} with --workspace`,
    );
  const remedy = found.length > 1 ? "name it by its id" : `choose one of ${names}`;
  throw new UserError(
    `--workspace ${wanted} matches ${found.length > 1 ? "several workspaces" : "no workspace"}`,
    remedy,
  );
}

function numberOption(text: string, option: string, unit: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new UserError(`${option} ${text} is not a number of ${unit}`, "write a whole number");
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

function newRun(): string {
  return Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}
