import { groupBy } from "../../base/by-key.ts";
import type { Workspace } from "../../base/workspace.ts";
import { attempt, recordFailure, setAside, WriteFailed } from "../../delivery/attempt.ts";
import { type DeliveryContext, deliveryNamed, type Notice } from "../../delivery/delivery.ts";
import { lookFor } from "../../delivery/look-for.ts";
import { untilSilence } from "../../delivery/silence.ts";
import { type Write, type WriteResult, writeRef } from "../../delivery/write.ts";
import { makeOwner } from "../../findings/finding.ts";
import type { Rule } from "../../findings/rule.ts";
import type { Telling, Trouble } from "../../ledger/lane-memory.ts";
import { makeContext } from "../deliver.ts";
import { fence } from "../fence.ts";
import type { RunPorts } from "../job.ts";
import { isOpen } from "./trouble.ts";

export interface TellOptions {
  readonly rules: readonly Rule[];
  readonly workspaces: readonly Workspace[];
  /** Ms. */
  readonly clock: () => number;
  /** The time after which nothing is begun, ms. */
  readonly deadline: number;
  /** How long a lease is taken for, ms. */
  readonly leaseFor: number;
  readonly holder: string;
  /** The trouble as it was last recorded: another instance may have reported it since. */
  readonly recorded: (id: string) => Promise<Trouble | undefined>;
  /** Records the progress of a trouble, before and after anything of it is written. */
  readonly record: (trouble: Trouble) => Promise<void>;
  /** Called with what kept a trouble from being reported: a ledger error, or a bug of ours. */
  readonly failed: (error: unknown) => void;
}

/** What became of one report: of the trouble, or of its recovery. */
export interface Told {
  readonly trouble: Trouble;
  readonly word: "trouble" | "recovery";
  readonly result: WriteResult;
  /**
   * It was created, although an interrupted earlier attempt may have created it before.
   */
  readonly repeated: boolean;
}

/** How many troubles of one workspace a tick reports; the rest are left for later ticks. */
const MOST = 5;

/**
 * Writes the reports of troubles and recoveries that are due, each once: existing ones are left as
 * they are, what an analyst closed or deleted is not written again, and what fails is tried again
 * after the next tick. Workspaces are handled in parallel.
 */
export async function tellTroubles(
  troubles: readonly Trouble[],
  options: TellOptions,
  ports: RunPorts,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  const abandoned = new Set<string>();
  const tellWorkspace = async (owed: readonly Trouble[]) => {
    const { sentinel, isSilent } = untilSilence(ports.sentinel);
    for (const trouble of [...owed].sort((a, b) => countTries(a) - countTries(b)).slice(0, MOST)) {
      if (isSilent() || options.clock() >= options.deadline) return;
      // An error of one trouble stops neither the others nor the tick.
      await tellLeased(trouble, options, { ...ports, sentinel }, { told, abandoned }).catch(
        options.failed,
      );
    }
  };
  const owed = groupBy(troubles.filter(isOwed), ({ workspace }) => workspace);
  await Promise.all([...owed.values()].map(tellWorkspace));
  return told;
}

/** Sorts troubles that were tried before after those that were not. */
function countTries({ told, recovery }: Trouble): number {
  return Number(told === "tried" || recovery === "tried");
}

/** Whether one of its reports is still to be written, or to be looked for. */
function isOwed({ told, recovery }: Trouble): boolean {
  return told === "due" || told === "tried" || recovery === "due" || recovery === "tried";
}

interface Tellings {
  readonly told: Told[];
  /** Rules and workspaces whose lease another process never released. */
  readonly abandoned: Set<string>;
}

async function tellLeased(
  trouble: Trouble,
  options: TellOptions,
  ports: RunPorts,
  { told, abandoned }: Tellings,
): Promise<void> {
  const workspace = options.workspaces.find(({ id }) => id === trouble.workspace);
  const rule = options.rules.find(({ id }) => id === trouble.speaker);
  if (!workspace || !rule) return;
  const key = makeOwner(rule, workspace);
  const from = options.clock();
  const until = from + options.leaseFor;
  const answer = await ports.store.lease(key, options.holder, { from, to: until });
  if (answer === "held") return;
  if (answer === "abandoned") abandoned.add(trouble.speaker + trouble.workspace);
  try {
    const current = withProgress(trouble, await options.recorded(trouble.id));
    if (current !== trouble) await options.record(current);
    if (!isOwed(current)) return;
    const fenced = fence(ports, () => options.clock() >= until);
    const names = current.rules.map((id) => options.rules.find((one) => one.id === id)?.slug ?? id);
    await tell(current, { rule, workspace, names }, options, fenced, told);
  } finally {
    // The lease is left to expire instead of being released, so that the next job still sees that
    // the process before was interrupted.
    const now = options.clock();
    if (abandoned.has(trouble.speaker + trouble.workspace))
      await ports.store.lease(key, options.holder, { from: now, to: now });
    else await ports.store.release(key, options.holder);
  }
}

/** The trouble with progress that another instance may have recorded. */
function withProgress(trouble: Trouble, recorded: Trouble | undefined): Trouble {
  const isFurther = (a: Telling | undefined, b: Telling | undefined) =>
    a !== undefined && listSteps(a) > listSteps(b);
  const told = isFurther(recorded?.told, trouble.told) ? recorded?.told : undefined;
  const recovery = isFurther(recorded?.recovery, trouble.recovery) ? recorded?.recovery : undefined;
  return told || recovery
    ? { ...trouble, ...(told ? { told } : {}), ...(recovery ? { recovery } : {}) }
    : trouble;
}

function listSteps(telling: Telling | undefined): number {
  return { due: 0, tried: 1, stood: 2, aside: 2, off: 2 }[telling ?? "due"];
}

interface Place {
  readonly rule: Rule;
  readonly workspace: Workspace;
  /** The names of the rules that are behind. */
  readonly names: readonly string[];
}

async function tell(
  trouble: Trouble,
  place: Place,
  options: TellOptions,
  ports: RunPorts,
  told: Told[],
): Promise<void> {
  const deliveries = ports.deliveries(place.workspace);
  const delivery = deliveryNamed(place.rule.hunt.delivery, deliveries);
  const context = makeContext(place, ports);
  const target = { context, ports, options, told };
  const notice: Notice = { ...trouble, rules: place.names };
  const first = delivery.trouble(notice, context);
  let current = trouble;
  if (current.told === "due" || current.told === "tried")
    current = await sayFirst(current, first, target);
  if (current.told !== "stood" || !current.recovery) return;
  if (current.recovery === "due" || current.recovery === "tried")
    await sayLast(current, first, delivery.recovery(notice, context), target);
}

interface TellTarget {
  readonly context: DeliveryContext;
  readonly ports: RunPorts;
  readonly options: TellOptions;
  readonly told: Told[];
}

/**
 * Writes the report of the trouble. If the trouble is over, it is no longer written, but one that
 * an interrupted attempt may have written is looked for.
 */
async function sayFirst(trouble: Trouble, write: Write, target: TellTarget): Promise<Trouble> {
  const say = (told: Telling): Trouble =>
    told === "off" || told === "aside"
      ? withoutRecovery({ ...trouble, told })
      : { ...trouble, told };
  return sayWord(
    {
      trouble,
      write,
      word: "trouble",
      before: trouble.told,
      isWanted: async () => isOpen(trouble),
      say,
    },
    target,
  );
}

function withoutRecovery({ recovery: _, ...trouble }: Trouble): Trouble {
  return trouble;
}

/**
 * Writes the report of the recovery, unless an analyst closed or deleted that of the trouble. What
 * became of a row is not known here.
 */
async function sayLast(
  trouble: Trouble,
  first: Write,
  write: Write,
  target: TellTarget,
): Promise<Trouble> {
  const isWanted = async () => {
    if (first.kind === "row") return true;
    const state = await lookFor(
      writeRef(first),
      true,
      target.context.workspace,
      target.ports.sentinel,
    );
    return state !== undefined && !state.closed;
  };
  const say = (recovery: Telling): Trouble => ({ ...trouble, recovery });
  return sayWord(
    { trouble, write, word: "recovery", before: trouble.recovery ?? "due", isWanted, say },
    target,
  );
}

interface Word {
  readonly trouble: Trouble;
  readonly word: Told["word"];
  readonly write: Write;
  readonly before: Telling;
  /** Whether it is still to be written. */
  readonly isWanted: () => Promise<boolean>;
  readonly say: (telling: Telling) => Trouble;
}

async function sayWord(
  { trouble, word, write, before, isWanted, say }: Word,
  target: TellTarget,
): Promise<Trouble> {
  const { context, ports, options, told } = target;
  const results: WriteResult[] = [];
  const tried = before === "tried";
  let [telling, found, result] = [before, false, undefined as WriteResult | undefined];
  const outcome = await attempt(() =>
    recordFailure(write, results, async () => {
      found =
        (await lookFor(writeRef(write), tried, context.workspace, ports.sentinel)) !== undefined;
      if (found || !(await isWanted())) {
        telling = found ? "stood" : "off";
        return;
      }
      if (!tried) await options.record(say("tried"));
      telling = "tried";
      result = { write, status: await ports.sentinel.create(context.workspace, write) };
      telling = "stood";
    }),
  );
  if (outcome instanceof WriteFailed) {
    result = outcome.result;
    if (givenUp(outcome, trouble, options.clock()))
      [telling, result] = ["aside", { ...result, status: "refused" }];
  } else if (found) result = { write, status: "existing" };
  const after = say(telling);
  if (telling !== before) await options.record(after);
  if (result)
    told.push({ trouble: after, word, result, repeated: result.status === "created" && tried });
  return after;
}

/** Whether a refused report is given up: like a finding's writes, it is retried for a day. */
function givenUp({ result, why }: WriteFailed, { noticed, ended }: Trouble, now: number): boolean {
  const at = ended ?? noticed;
  const entry = { slot: { from: at, to: at } };
  return why === "refused" && setAside(new Map([[entry, result]]), [], now).findings.has(entry);
}
