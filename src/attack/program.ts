import { type Condition, fieldsOf } from "../hunt/conditions/condition.ts";
import { fieldText, type HuntEvent, type SourceKnowledge } from "../hunt/conditions/event.ts";
import { type Matcher, matcher } from "../hunt/conditions/matcher.ts";

/** Said of an entry for programs that the attacker does not start. */
export const NO_PROGRAM = "no attacker for this program";

/** Columns that say which program was started. */
const PROGRAM = /^(?:Target)?Process(?:Name)?$/;
/** Columns that an attack's own line fills. */
const LINE = /CommandLine$|Rundll32/;

/**
 * Why none of the events can be one that a condition holds for, whatever line the attack has;
 * undefined where one can. An attack is a start of rundll32, or of another program by rundll32.
 */
export function unmetBy(
  condition: Condition,
  events: readonly HuntEvent[],
  knowledge: SourceKnowledge,
): string | undefined {
  const mayHold = (wanted: (field: string) => boolean) =>
    events.some(partMatcher(condition, knowledge, wanted));
  const starts = partMatcher(condition, knowledge, (field) => PROGRAM.test(field));
  const children = partMatcher(
    condition,
    knowledge,
    (field) => PROGRAM.test(field) || field === "ActingProcessName",
  );
  const isStart = (event: HuntEvent) =>
    fieldText(event, "Process").toLowerCase().includes("rundll32");
  if (!events.some((event) => (isStart(event) ? starts : children)(event))) return NO_PROGRAM;
  if (mayHold((field) => !LINE.test(field))) return undefined;
  const field = fieldsOf(condition).find(
    (one) => !LINE.test(one) && !mayHold((other) => other === one),
  );
  return `no text is known that its condition on ${field ?? "several columns"} holds for`;
}

/** Whether a condition may hold by what it says of the wanted fields, whatever the others hold. */
export function partMatcher(
  condition: Condition,
  knowledge: SourceKnowledge,
  wanted: (field: string) => boolean,
): Matcher {
  const judge = judgeOf(condition, knowledge, wanted);
  return (event) => judge(event).may;
}

interface Judgement {
  readonly may: boolean;
  readonly must: boolean;
}

type Judge = (event: HuntEvent) => Judgement;

function judgeOf(
  condition: Condition,
  knowledge: SourceKnowledge,
  wanted: (field: string) => boolean,
): Judge {
  if ("all" in condition) {
    const parts = condition.all.map((part) => judgeOf(part, knowledge, wanted));
    return (event) => ({
      may: parts.every((part) => part(event).may),
      must: parts.every((part) => part(event).must),
    });
  }
  if ("any" in condition) {
    const parts = condition.any.map((part) => judgeOf(part, knowledge, wanted));
    return (event) => ({
      may: parts.some((part) => part(event).may),
      must: parts.some((part) => part(event).must),
    });
  }
  if ("not" in condition) {
    const inner = judgeOf(condition.not, knowledge, wanted);
    return (event) => ({ may: !inner(event).must, must: !inner(event).may });
  }
  if (!wanted(condition.field)) return () => ({ may: true, must: false });
  const holds = matcher(condition, knowledge);
  return (event) => ({ may: holds(event), must: holds(event) });
}
