import { CallError } from "../hunt/base/call-error.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { type Window, windowText } from "../hunt/base/window.ts";
import type { HuntEvent } from "../hunt/conditions/event.ts";
import { identify } from "../hunt/findings/finding.ts";
import { hunter } from "../hunt/findings/hunt.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import { askWindow } from "../hunt/runs/ask-window.ts";
import type { PlannedWindow } from "../hunt/runs/range.ts";
import { asInForce } from "./as-in-force.ts";
import type { Preview } from "./preview.ts";
import type { Session } from "./session.ts";

/** The findings of a window by id, and the rows that an entry hid in its queries. */
interface Answered {
  readonly found: ReadonlyMap<string, HuntEvent>;
  readonly hidden: number;
  readonly problems: readonly Problem[];
}

/**
 * Queries each cell with all other entries, and once more with this one, which the query applies
 * before it merges rows: what is then gone is hidden, and what is then there is new.
 */
export async function previewMerged(
  rule: Rule,
  entry: IgnoreEntry,
  session: Pick<Session, "workspace" | "ports">,
  windows: readonly PlannedWindow[],
  progress: (text: string) => void,
): Promise<Preview> {
  const others = session.ports.knowledge.ignore.filter(({ id }) => id !== entry.id);
  const hidden: HuntEvent[] = [];
  const fresh: HuntEvent[] = [];
  const kept: HuntEvent[] = [];
  const problems: Problem[] = [];
  let rows = 0;
  for (const { window, empty } of windows) {
    if (empty) continue;
    progress(`${rule.slug} ${windowText(window)}`);
    const before = await answerWith(others, rule, window, session);
    const after = await answerWith([...others, asInForce(entry)], rule, window, session, entry.id);
    hidden.push(...lacking(before.found, after.found));
    fresh.push(...lacking(after.found, before.found));
    kept.push(...[...before.found].flatMap(([id, event]) => (after.found.has(id) ? event : [])));
    problems.push(...before.problems);
    rows += after.hidden;
  }
  return { hidden, fresh: hidden, kept, problems, merged: { rows, fresh } };
}

function lacking(
  these: ReadonlyMap<string, HuntEvent>,
  those: ReadonlyMap<string, HuntEvent>,
): HuntEvent[] {
  return [...these].flatMap(([id, event]) => (those.has(id) ? [] : event));
}

/** @throws CallError if a workspace refuses a query or does not answer */
async function answerWith(
  ignore: readonly IgnoreEntry[],
  rule: Rule,
  asked: Window,
  { workspace, ports }: Pick<Session, "workspace" | "ports">,
  counted?: string,
): Promise<Answered> {
  const knowledge = { ...ports.knowledge, ignore };
  const hunt = hunter(rule, workspace, knowledge);
  const found = new Map<string, HuntEvent>();
  const problems: Problem[] = [];
  let hidden = 0;
  const question = { rule, workspace, window: asked };
  for await (const { window, answer } of askWindow(question, { ...ports, knowledge })) {
    if (answer instanceof CallError) throw answer;
    problems.push(...answer.problems);
    for (const one of answer.hidden) if (one.entry.id === counted) hidden += one.events;
    for (const { event } of hunt(answer.rows, window).findings)
      found.set(identify(event, rule, workspace), event);
  }
  return { found, hidden, problems };
}
