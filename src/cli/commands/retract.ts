import type { Clients } from "../../app/clients.ts";
import { deployedApp } from "../../app/deployed-app.ts";
import { openLane } from "../../app/open-lane.ts";
import { isThere } from "../../files/kind.ts";
import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import { iso } from "../../hunt/base/window.ts";
import type { Workspace } from "../../hunt/base/workspace.ts";
import { retractByAlerts } from "../../retract/by-alerts.ts";
import {
  type Candidates,
  findCandidates,
  MOST_INCIDENTS,
  type Retracted,
  type Retraction,
  retract as retractAll,
} from "../../retract/retract.ts";
import { appAddress, functionKey } from "../app-options.ts";
import { type Content, loadContent } from "../content.ts";
import { openLocal } from "../local.ts";
import { LOCAL_WORKSPACE } from "../local-workspace.ts";
import { openResources, resourcesFile, takeFolder } from "../out-folder.ts";
import { SAMPLES_FOLDER } from "../paths.ts";
import { jsonLine } from "../reporters/json.ts";
import { askedRun } from "../retraction.ts";
import { liveLanes } from "../session.ts";
import { type Style, styleText, type Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { timeOption } from "../windows.ts";

export interface RetractOptions {
  readonly run?: string;
  readonly app?: string;
  readonly rule?: string;
  readonly from?: string;
  readonly to?: string;
  readonly rules?: string;
  readonly content?: string;
  readonly out: string;
  readonly live?: boolean;
  readonly apply?: boolean;
  readonly json?: boolean;
}

interface Place {
  readonly workspace: Workspace;
  readonly incidents: Clients["incidents"];
  /** If analytics rules may have made incidents there. */
  readonly queries?: Clients["queries"];
}

/**
 * Closes the incidents of a bad run that nobody has touched; without --apply, only lists them.
 * @returns 1 if something failed
 */
export async function retract(options: RetractOptions, terminal: Terminal): Promise<number> {
  const wanted =
    options.run === undefined ? namedTime(options) : await namedRun(options.run, options, terminal);
  if (!wanted) return 0;
  const content = loadContent({ ...options, rule: wanted.slug, environment: process.env });
  const rule = content.rules[0]?.rule;
  if (!rule)
    throw new UserError(`the rule ${wanted.slug} cannot be used`, "`hunts check` says why");
  const retraction: Retraction = { ...wanted, rule };
  const done: Retracted[] = [];
  let [complete, later] = [true, 0];
  for (const place of openPlaces(options, content, terminal)) {
    terminal.progress(`incidents of ${place.workspace.name}`);
    const candidates = await findCandidates(retraction, place.workspace, place.incidents);
    complete &&= candidates.complete;
    later += candidates.later;
    for await (const one of retractIn(place, candidates.found, retraction, options)) {
      done.push(one);
      terminal.out(
        options.json ? retractedJson(one, place.workspace) : retractedText(one, terminal),
      );
    }
  }
  terminal.progress("");
  if (!complete)
    terminal.err(
      `there are more than ${MOST_INCIDENTS} incidents since then, and the older ones were ` +
        "not checked; retract a shorter time range",
    );
  if (later > 0)
    terminal.err(
      `${countText(later, "incident")} of this time range left out: created after the run ` +
        "ended, by another run",
    );
  if (!options.json)
    for (const line of summaryText(done, retraction, options.apply === true)) terminal.out(line);
  return complete && !done.some(({ state }) => state === "failed") ? 0 : 1;
}

/** The incidents that the app made, and those that the rule's analytics rule made. */
async function* retractIn(
  { workspace, incidents, queries }: Place,
  found: Candidates["found"],
  retraction: Retraction,
  options: RetractOptions,
): AsyncGenerator<Retracted> {
  const apply = options.apply === true;
  yield* retractAll(found, retraction, workspace, { incidents, apply });
  if (queries)
    yield* retractByAlerts(retraction, workspace, { queries, incidents, apply, now: Date.now() });
}

type Wanted = Omit<Retraction, "rule"> & { readonly slug: string };

function namedTime({ rule, from, to, app }: RetractOptions): Wanted {
  if (app !== undefined)
    throw new UserError(
      "--app needs --run",
      "leave out --app; a rule's incidents are found without the app",
    );
  if (rule === undefined || from === undefined || to === undefined)
    throw new UserError(
      "it is not clear what to retract",
      "name --run ID, or --rule, --from and --to",
    );
  const window = { from: timeOption(from, "--from"), to: timeOption(to, "--to") };
  if (window.from >= window.to)
    throw new UserError(
      "--from is not before --to",
      "choose a start before the end; the end is exclusive",
    );
  return {
    slug: rule,
    window,
    made: undefined,
    what: `${rule} from ${iso(window.from)} to ${iso(window.to)}`,
  };
}

/** What the app knows about a run. @returns undefined if the run wrote nothing */
async function namedRun(
  id: string,
  { live, app, rule, from, to }: RetractOptions,
  terminal: Terminal,
): Promise<Wanted | undefined> {
  if (rule !== undefined || from !== undefined || to !== undefined)
    throw new UserError(
      "--run already names the rule and the time",
      "leave out either --run or --rule, --from and --to",
    );
  if (!live || app === undefined)
    throw new UserError(
      "--run needs --live and --app: the function app gave the id",
      "add --live and --app URL, or name --rule, --from and --to",
    );
  const run = await askedRun(deployedApp(appAddress(app), functionKey()), id);
  if (run.state === "waiting")
    throw new UserError(
      `run ${run.id} has not finished: ${run.waiting} of its windows are waiting`,
      "retract it after it has ended",
    );
  if (run.dry) {
    terminal.out(`run ${run.id} was dry: it wrote nothing`);
    return undefined;
  }
  if (run.endedAt === undefined)
    throw new UserError(
      `the app does not know when run ${run.id} ended: an older version ran it`,
      "name --rule, --from and --to",
    );
  const made = { from: run.askedAt, to: run.endedAt };
  return { slug: run.rule, window: run.range, made, what: `run ${run.id} of ${run.rule}` };
}

function openPlaces(options: RetractOptions, content: Content, terminal: Terminal): Place[] {
  if (options.live)
    return liveLanes(content).flatMap((lane) => {
      const { incidents, queries } = openLane(lane, content.settings).clients;
      return lane.workspaces.map((workspace) => ({
        ...{ workspace, incidents },
        ...(workspace.findings ? { queries } : {}),
      }));
    });
  if (!isThere(resourcesFile(options.out)))
    throw new UserError(
      `there is no run in ${oneLine(options.out, 150)}`,
      "name the folder of a run with --out",
    );
  if (options.apply) takeFolder(options.out, "--out", terminal);
  const workspace = content.settings.lanes[0]?.workspaces[0] ?? LOCAL_WORKSPACE;
  const resources = openResources(resourcesFile(options.out), "--out");
  // Nothing is queried: any data will do.
  const { clients } = openLocal({
    data: SAMPLES_FOLDER,
    content,
    tables: undefined,
    workspace,
    resources,
    terminal,
    clock: Date.now,
  });
  return [{ workspace, incidents: clients.incidents }];
}

const STYLES: Readonly<Record<Retracted["state"], Style>> = {
  closed: "green",
  planned: "cyan",
  left: "yellow",
  before: "dim",
  failed: "red",
};

function retractedText({ incident, state, why }: Retracted, terminal: Terminal): string {
  const name =
    `${incident.number === undefined ? incident.id : `#${incident.number}`} ` +
    `${oneLine(incident.title, 80)}`;
  return (
    `${styleText(terminal, STYLES[state], state.padEnd(7))} ` +
    `${name}${why && `: ${oneLine(why, 400)}`}`
  );
}

function retractedJson(
  { incident: { id, number, title, created }, state, why }: Retracted,
  workspace: Workspace,
): string {
  return jsonLine({
    kind: "retraction",
    workspace: workspace.id,
    id,
    number,
    title,
    created: iso(created),
    state,
    why,
  });
}

function summaryText(done: readonly Retracted[], { what }: Retraction, apply: boolean): string[] {
  const count = (state: Retracted["state"]) => done.filter((one) => one.state === state).length;
  if (done.length === 0) return [`no incidents of ${what}`];
  const counts = [
    apply ? `${count("closed")} closed` : `${count("planned")} would be closed`,
    `${count("left")} left alone`,
    `${count("before")} retracted before`,
    `${count("failed")} failed`,
  ];
  const lines = [`${countText(done.length, "incident")} of ${what}: ${counts.join(", ")}`];
  if (!apply && count("planned") > 0)
    lines.push(
      "Nothing was written; --apply closes them as false positives. They are not deleted, " +
        "and their bookmarks stay.",
    );
  if (count("closed") > 0)
    lines.push("Their bookmarks stay. A later run does not open them again.");
  return lines;
}
