import {
  type Acceptance,
  fact,
  isGood,
  isVerdict,
  type Line,
  makeId,
  orUnsettled,
  PROBE,
  saidBy,
  send,
} from "./acceptance.ts";
import { EXTRA, extra, removeBookmark } from "./clear.ts";
import { putBookmark, relate } from "./raw-writes.ts";

/**
 * Relates bookmarks to the incident until it accepts no more, but only if the first of them can be
 * removed again.
 */
export function fillIncident(acceptance: Acceptance): Promise<Line[]> {
  return orUnsettled(["bookmark-21"], acceptance, async () => {
    // If the probe still exists, bookmarks cannot be deleted. Deletion is tested once more with
    // the first of the new ones.
    if (isGood(await send(acceptance, "GET", `bookmarks/${makeId(acceptance, PROBE)}`)))
      return [fact("bookmark-21", false, NOT_REMOVED)];
    const first = await add(acceptance, 0);
    const removed = await removeBookmark(acceptance, extra(0));
    if (!isGood(first)) return [fact("bookmark-21", false, saidBy(first, acceptance))];
    if (removed.state !== "removed") return [fact("bookmark-21", false, NOT_REMOVED)];
    for (let index = 0; index < EXTRA; index++) {
      const answer = await add(acceptance, index);
      if (!isGood(answer))
        return [
          fact(
            "bookmark-21",
            isVerdict(answer),
            `bookmark ${index + 2}: ${saidBy(answer, acceptance)}`,
          ),
        ];
    }
    return [fact("bookmark-21", true, "21 accepted")];
  });
}

const NOT_REMOVED = "not tested: bookmarks cannot be removed again";

async function add(acceptance: Acceptance, index: number) {
  const made = await putBookmark(acceptance, extra(index));
  return isGood(made) ? relate(acceptance, extra(index), made) : made;
}
