import { listNames } from "../../hunt/base/list-names.ts";
import type { Window } from "../../hunt/base/window.ts";
import type { Finding } from "../../hunt/findings/finding.ts";
import { runWindows } from "../../hunt/runs/range.ts";
import type { LoadedRule } from "../../rules/read-rule.ts";
import { readLedger } from "../../stores/file.ts";
import { findEntry } from "../../stores/ledger.ts";
import { rangeFor } from "../commands/run.ts";
import { ledgerFile, withLedger } from "../out-folder.ts";
import type { Session, SessionOptions } from "../session.ts";
import { UserError } from "../user-error.ts";
import { plannedWindows } from "../windows.ts";

/** A finding with its rule, and the window whose rows it was found in. */
export interface FoundFinding {
  readonly loaded: LoadedRule;
  readonly finding: Finding;
  readonly window: Window;
}

/** How many ids are named where a prefix is that of several. */
const MOST_NAMED = 5;

/**
 * Finds a finding by its id or a prefix of it: where the ledger of the last run has it, in that slot;
 * otherwise, as after a dry run, in all of the data.
 * @throws UserError if there is none, or more than one
 */
export async function findFinding(
  prefix: string,
  rules: readonly LoadedRule[],
  session: Session,
  options: SessionOptions,
  progress: (text: string) => void,
): Promise<FoundFinding> {
  const noted = notedSlots(prefix, rules, session, options.out);
  const found = new Map<string, FoundFinding>();
  for (const loaded of noted.size > 0 ? noted.keys() : rules) {
    progress(`looking for the finding: ${loaded.rule.slug}`);
    for (const one of await findIn(loaded, noted.get(loaded), session, options))
      if (one.finding.id.startsWith(prefix)) found.set(one.finding.id, one);
  }
  progress("");
  const [first, ...others] = found.values();
  if (!first)
    throw new UserError(
      `no finding of this data begins with ${prefix}`,
      "use the id that hunts run --json prints, with the --data, --rules and --content of that run",
    );
  if (others.length === 0) return first;
  throw severalFindings(prefix, [...found.keys()]);
}

function severalFindings(prefix: string, ids: readonly string[]): UserError {
  return new UserError(
    `${prefix} is the beginning of ${ids.length} findings: ${listNames(ids, MOST_NAMED)}`,
    "write more of the id",
  );
}

/** The findings of a rule in some slots, or in the range that the options name. */
export async function findIn(
  loaded: LoadedRule,
  slots: readonly Window[] | undefined,
  { workspace, local, ports }: Session,
  options: SessionOptions,
): Promise<FoundFinding[]> {
  const { rule } = loaded;
  const now = Number.POSITIVE_INFINITY;
  // A cell without rows may be a finding.
  const times = rule.shape === "events" ? local?.times : undefined;
  const windows = slots
    ? slots.flatMap((slot) => plannedWindows(rule, slot, times, now))
    : rangeFor(rule, options, local);
  const outcomes = await runWindows(rule, workspace, windows, ports);
  return outcomes.flatMap(({ hunted, record }) =>
    record.job === "window"
      ? hunted.findings.map((finding) => ({ loaded, finding, window: record.window }))
      : [],
  );
}

/** The slots in which the ledger of a run has findings whose ids begin so, by their rules. */
function notedSlots(
  prefix: string,
  rules: readonly LoadedRule[],
  { workspace }: Session,
  out: string,
): ReadonlyMap<LoadedRule, readonly Window[]> {
  const ledger = withLedger(() => readLedger(ledgerFile(out, false)));
  const noted = rules.map((loaded) => {
    const { slots } = findEntry(ledger, { ruleId: loaded.rule.id, workspaceId: workspace.id });
    const own = slots.filter(({ reserved }) =>
      [...reserved].some(({ id }) => id.startsWith(prefix)),
    );
    return [loaded, own.map(({ slot }) => slot)] as const;
  });
  return new Map(noted.filter(([, slots]) => slots.length > 0));
}
