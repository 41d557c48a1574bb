import type { Condition } from "./condition.ts";
import type { HuntEvent, LineReader } from "./event.ts";
import { type Matcher, matcher } from "./matcher.ts";

/**
 * Tests whether a condition may be met as far as the wanted fields tell, whatever is in the others.
 */
export function partMatcher(
  condition: Condition,
  reader: LineReader,
  wanted: (field: string) => boolean,
): Matcher {
  const judge = makeJudge(condition, reader, wanted);
  return (event) => judge(event).may;
}

interface Judgement {
  readonly may: boolean;
  readonly must: boolean;
}

type Judge = (event: HuntEvent) => Judgement;

function makeJudge(
  condition: Condition,
  reader: LineReader,
  wanted: (field: string) => boolean,
): Judge {
  if ("all" in condition) {
    const parts = condition.all.map((part) => makeJudge(part, reader, wanted));
    return (event) => ({
      may: parts.every((part) => part(event).may),
      must: parts.every((part) => part(event).must),
    });
  }
  if ("any" in condition) {
    const parts = condition.any.map((part) => makeJudge(part, reader, wanted));
    return (event) => ({
      may: parts.some((part) => part(event).may),
      must: parts.some((part) => part(event).must),
    });
  }
  if ("not" in condition) {
    const inner = makeJudge(condition.not, reader, wanted);
    return (event) => ({ may: !inner(event).must, must: !inner(event).may });
  }
  if (!wanted(condition.field)) return () => ({ may: true, must: false });
  const holds = matcher(condition, reader);
  return (event) => ({ may: holds(event), must: holds(event) });
}
