import { type Acceptance, fact, isGood, type Line, orUnsettled, saidBy } from "./acceptance.ts";
import { EXTRA, extra, removeBookmark } from "./clear.ts";
import { putBookmark, relate } from "./raw-writes.ts";

/** Relates bookmarks until the incident takes no more; only where the first one of them could be removed again. */
export function fillIncident(acceptance: Acceptance): Promise<Line[]> {
  return orUnsettled(["bookmark-21"], acceptance, async () => {
    const first = await add(acceptance, 0);
    const removed = await removeBookmark(acceptance, extra(0));
    if (!isGood(first)) return [fact("bookmark-21", false, saidBy(first, acceptance))];
    if (removed.state !== "removed") return [fact("bookmark-21", false, `not asked: bookmarks cannot be removed again (${removed.seen})`)];
    for (let index = 0; index < EXTRA; index++) {
      const answer = await add(acceptance, index);
      if (!isGood(answer)) return [fact("bookmark-21", answer.status < 500, `the bookmark ${index + 2}: ${saidBy(answer, acceptance)}`)];
    }
    return [fact("bookmark-21", true, "21 are taken")];
  });
}

async function add(acceptance: Acceptance, index: number) {
  const made = await putBookmark(acceptance, extra(index));
  return isGood(made) ? relate(acceptance, extra(index), made) : made;
}
