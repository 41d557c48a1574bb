import { kqlString } from "../hunt/base/escape.ts";
import type { ArmAnswer } from "../hunt/delivery/arm-call.ts";
import {
  type Acceptance,
  etagIn,
  fact,
  isGood,
  isVerdict,
  type Line,
  makeId,
  orUnsettled,
  PROBE,
  propertiesIn,
  type Resource,
  saidBy,
  send,
} from "./acceptance.ts";
import { removeBookmark } from "./clear.ts";
import { markedBookmark, markedRelation } from "./marked.ts";
import type { Fact } from "./questions.ts";
import { putBookmark, relate } from "./raw-writes.ts";

const MOVES: readonly Fact[] = [
  "relation-moves-incident",
  "relation-moves-bookmark",
  "relation-fills-bookmark",
  "comment-moves-incident",
];

/**
 * Settles the facts about bookmarks, relations and comments, with a second bookmark that is deleted
 * at the end.
 */
export async function askAttachments(acceptance: Acceptance): Promise<Line[]> {
  const incident = `incidents/${makeId(acceptance, "incident")}`;
  return [
    ...(await askMissing(acceptance, incident)),
    ...(await orUnsettled(MOVES, acceptance, () => askMoves(acceptance, incident))),
    ...(await orUnsettled(["bookmark-entities"], acceptance, () =>
      askEntities(acceptance, incident),
    )),
    ...(await orUnsettled(["bookmark-names"], acceptance, () => askNames(acceptance, incident))),
    ...(await orUnsettled(["long-comment"], acceptance, () =>
      askLongComment(acceptance, incident),
    )),
    ...(await orUnsettled(["bookmark-sizes"], acceptance, () => askSizes(acceptance))),
    ...(await orUnsettled(["relation-delete", "bookmark-delete"], acceptance, () =>
      askDelete(acceptance, incident),
    )),
  ];
}

async function askMissing(acceptance: Acceptance, incident: string): Promise<Line[]> {
  const id = makeId(acceptance, "missing");
  const paths = {
    incident: `incidents/${id}`,
    bookmark: `bookmarks/${id}`,
    relation: `${incident}/relations/${id}`,
    comment: `${incident}/comments/${id}`,
  } satisfies Record<Resource, string>;
  const lines: Line[] = [];
  for (const [resource, path] of Object.entries(paths)) {
    const name = `missing-${resource as Resource}` as const;
    lines.push(
      ...(await orUnsettled([name], acceptance, async () => {
        const answer = await send(acceptance, "GET", path);
        return [fact(name, answer.status === 404, saidBy(answer, acceptance))];
      })),
    );
  }
  return lines;
}

async function askMoves(acceptance: Acceptance, incident: string): Promise<Line[]> {
  const bookmark = `bookmarks/${makeId(acceptance, PROBE)}`;
  const made = await putBookmark(acceptance, PROBE);
  if (!isGood(made)) return MOVES.map((name) => fact(name, false, saidBy(made, acceptance)));
  const [before, bookmarkBefore] = [
    await send(acceptance, "GET", incident),
    await send(acceptance, "GET", bookmark),
  ];
  const relation = await relate(acceptance, PROBE, made);
  const [after, bookmarkAfter] = [
    await send(acceptance, "GET", incident),
    await send(acceptance, "GET", bookmark),
  ];
  const message = "A second comment of `hunts accept`.";
  const path = `${incident}/comments/${makeId(acceptance, "second comment")}`;
  const comment = await send(acceptance, "PUT", path, { body: { properties: { message } } });
  const last = await send(acceptance, "GET", incident);
  const filled = propertiesIn(bookmarkAfter)["incidentInfo"] ? "filled" : "empty";
  return [
    moveFact(
      "relation-moves-incident",
      relation,
      [before, after],
      "lastModifiedTimeUtc",
      acceptance,
    ),
    moveFact(
      "relation-moves-bookmark",
      relation,
      [bookmarkBefore, bookmarkAfter],
      "updated",
      acceptance,
    ),
    fact(
      "relation-fills-bookmark",
      isGood(relation) && isGood(bookmarkAfter),
      isGood(relation) ? filled : saidBy(relation, acceptance),
    ),
    moveFact("comment-moves-incident", comment, [after, last], "lastModifiedTimeUtc", acceptance),
  ];
}

function moveFact(
  name: Fact,
  written: ArmAnswer,
  [before, after]: readonly [ArmAnswer, ArmAnswer],
  time: string,
  acceptance: Acceptance,
): Line {
  if (![written, before, after].every(isGood))
    return fact(
      name,
      false,
      saidBy([written, before, after].find((one) => !isGood(one)) ?? written, acceptance),
    );
  const change = (isSame: boolean) => (isSame ? "unchanged" : "changed");
  return fact(
    name,
    true,
    `etag ${change(etagIn(before) === etagIn(after))}, ` +
      `${time} ${change(propertiesIn(before)[time] === propertiesIn(after)[time])}`,
  );
}

async function askEntities(acceptance: Acceptance, incident: string): Promise<Line[]> {
  const answer = await send(acceptance, "POST", `${incident}/entities`);
  const { entities = [] } = (answer.body ?? {}) as { entities?: readonly { kind?: unknown }[] };
  const kinds = [...new Set(entities.map(({ kind }) => String(kind)))].sort().join(", ");
  const seen =
    entities.length === 0
      ? "no entities, although a related bookmark maps a host"
      : `${entities.length} entities: ${kinds}`;
  return [
    fact("bookmark-entities", isGood(answer), isGood(answer) ? seen : saidBy(answer, acceptance)),
  ];
}

async function askNames(acceptance: Acceptance, incident: string): Promise<Line[]> {
  const answer = await send(acceptance, "POST", `${incident}/bookmarks`);
  const { value = [] } = (answer.body ?? {}) as { value?: readonly { name?: unknown }[] };
  const ours = [makeId(acceptance, "bookmark"), makeId(acceptance, PROBE)];
  const known = value.filter(({ name }) => ours.includes(String(name).toLowerCase())).length;
  return [
    fact(
      "bookmark-names",
      isGood(answer) && value.length > 0,
      isGood(answer) ? `${known} of ${value.length} are` : saidBy(answer, acceptance),
    ),
  ];
}

async function askLongComment(acceptance: Acceptance, incident: string): Promise<Line[]> {
  const path = `${incident}/comments/${makeId(acceptance, "long comment")}`;
  const answer = await send(acceptance, "PUT", path, {
    body: { properties: { message: "x".repeat(30_001) } },
  });
  return [
    fact(
      "long-comment",
      isVerdict(answer),
      isGood(answer) ? `${answer.status}: accepted` : saidBy(answer, acceptance),
    ),
  ];
}

/** The largest sizes that src/hunt/delivery/kinds/limits.ts allows. */
const SIZES = { displayName: 256, notes: 10_000, query: 9_000, queryResult: 40_000 } as const;

async function askSizes(acceptance: Acceptance): Promise<Line[]> {
  const path = `bookmarks/${makeId(acceptance, PROBE)}`;
  const { displayName, notes } = markedBookmark(acceptance, PROBE);
  const filler = (size: number, start: string, end = "") =>
    `${start.padEnd(size - end.length, "x")}${end}`;
  const large = {
    displayName: filler(SIZES.displayName, displayName),
    notes: filler(SIZES.notes, notes),
    query: `print Check = ${kqlString("x".repeat(SIZES.query - 16))}`,
    queryResult: filler(SIZES.queryResult, '{"Check":"', '"}'),
  };
  const written = await putBookmark(acceptance, PROBE, large);
  if (!isGood(written))
    return [fact("bookmark-sizes", isVerdict(written), saidBy(written, acceptance))];
  const kept = propertiesIn(await send(acceptance, "GET", path));
  const seen = Object.entries(SIZES).map(
    ([name, size]) => `${name} ${String(kept[name] ?? "").length} of ${size}`,
  );
  return [fact("bookmark-sizes", true, seen.join(", "))];
}

async function askDelete(acceptance: Acceptance, incident: string): Promise<Line[]> {
  const { id } = markedRelation(acceptance, PROBE);
  const relation = await send(acceptance, "DELETE", `${incident}/relations/${id}`);
  const bookmark = await removeBookmark(acceptance, PROBE);
  const after = await send(acceptance, "GET", `bookmarks/${makeId(acceptance, PROBE)}`);
  const settled = bookmark.state === "removed" || bookmark.status === 403;
  return [
    fact(
      "relation-delete",
      isGood(relation) || relation.status === 403,
      saidBy(relation, acceptance),
    ),
    fact(
      "bookmark-delete",
      settled,
      `DELETE ${bookmark.seen}, GET ${saidBy(after, acceptance)}`,
      bookmark.status,
    ),
  ];
}
