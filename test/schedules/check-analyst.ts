import { isDeepStrictEqual } from "node:util";
import { ANALYST, type Change, nameOf } from "./changes.ts";
import type { Played } from "./played.ts";
import type { Violation } from "./violation.ts";

/**
 * An analyst's changes stay. What an analyst deleted comes back only after something went wrong,
 * and is counted then.
 */
export function checkAnalyst(played: Played): Violation[] {
  const { changes, resources } = played;
  const last = new Map(changes.map((change) => [change.id, change]));
  const lost = [...last.values()].flatMap(({ id }): Violation[] => {
    const edit = changes.findLast(
      (one) => one.id === id && one.by === ANALYST && one.how === "overwritten",
    );
    const gone =
      edit &&
      changes.some(
        (one) =>
          one.id === id && one.how === "deleted" && changes.indexOf(one) > changes.indexOf(edit),
      );
    if (!edit || gone || isDeepStrictEqual(resources.get(id)?.properties, edit.resource.properties))
      return [];
    return [{ check: "an analyst's change is lost", text: `${edit.kind} ${nameOf(id)}` }];
  });
  const again = changes.filter(
    (one) =>
      one.how === "created" &&
      before(one, played).some(({ by, how }) => by === ANALYST && how === "deleted"),
  );
  return [...lost, ...again.flatMap((one) => reasonOf(one, played)), ...uncounted(again, played)];
}

function before(change: Change, { changes }: Played): Change[] {
  return changes.slice(0, changes.indexOf(change)).filter(({ id }) => id === change.id);
}

/** Allows one write for each time that something went wrong between a write and its record. */
function reasonOf(change: Change, played: Played): Violation[] {
  const writes = before(change, played).filter(({ how }) => how === "created");
  const first = writes[0]?.at ?? 0;
  const wrong = played.wentWrong.filter((at) => at <= change.at && at >= first - BEFORE).length;
  return wrong >= writes.length
    ? []
    : [
        {
          check: "written again after it was deleted",
          text: `${change.by} wrote ${change.kind} ${nameOf(change.id)}`,
        },
      ];
}

/** How long before a write a stall or a lost lease can keep it from being recorded, ms. */
const BEFORE = 10 * 60_000;

/** A tick whose process ended early counts nothing, and neither does a job without an outcome. */
function uncounted(again: readonly Change[], { ticks }: Played): Violation[] {
  return ticks.flatMap(({ name, ended, outcomes, failures }): Violation[] => {
    const own = again.filter(({ by }) => by === name);
    const counted = outcomes.reduce((sum, { record }) => sum + record.repeated, 0);
    const uncertain = !ended || failures.length > 0;
    if (uncertain || counted >= own.length) return [];
    return [
      {
        check: "written again without being counted",
        text: `${name} wrote ${own.map(({ kind, id }) => `${kind} ${nameOf(id)}`).join(", ")}; it counts ${counted}`,
      },
    ];
  });
}
