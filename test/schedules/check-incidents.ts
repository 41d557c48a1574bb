import { groupBy } from "../../src/hunt/base/by-key.ts";
import { incidentId } from "../../src/hunt/base/ids.ts";
import type { Workspace } from "../../src/hunt/base/workspace.ts";
import { ANALYST, type Change, incidentAbove, nameOf } from "./changes.ts";
import { type Expected, expectedOf, groupKey, MOST } from "./expected.ts";
import type { Played } from "./played.ts";
import {
  findingOfBookmark,
  findingsInComment,
  groupOfResource,
  isOfBand,
  isStorm,
  slotOfComment,
} from "./read-resource.ts";
import { type BandShape, overlaps } from "./rule-shapes.ts";
import type { Violation } from "./violation.ts";
import { bookmarksOf } from "./watch.ts";

interface Incident {
  /** ARM id in lower case. */
  readonly id: string;
  readonly group: string;
  readonly relations: readonly Change[];
  readonly comments: readonly Change[];
}

/**
 * Incidents, relations and comments: one of each where one is required, and another only if an
 * analyst gave a reason for it.
 */
export function checkIncidents(
  played: Played,
  shape: BandShape,
  workspace: Workspace,
): Violation[] {
  if (shape.delivery !== "incident") return [];
  const incidents = incidentsOf(played, shape, workspace);
  const groups = groupBy(
    expectedOf(played.schedule, shape).filter(({ refused }) => !refused),
    groupKey,
  );
  const unknown = [...incidents.keys()].filter((group) => !groups.has(group));
  return [
    ...unknown.map(
      (group): Violation => ({
        check: "an incident without a reason",
        text: `${shape.rule.slug}: ${group}`,
      }),
    ),
    ...[...incidents.values()].flat().flatMap(fullness),
    ...[...groups].flatMap(([key, members]) => {
      const own = incidents.get(key) ?? [];
      return [
        ...generations(own, played),
        ...related(members, own, played, shape, workspace),
        ...listed(members, own, played, shape),
      ];
    }),
  ];
}

function incidentsOf(
  { changes }: Played,
  shape: BandShape,
  workspace: Workspace,
): Map<string, Incident[]> {
  const created = changes.filter(({ how, by }) => how === "created" && by !== ANALYST);
  const below = (kind: Change["kind"], id: string) =>
    created.filter((one) => one.kind === kind && incidentAbove(one.id) === id);
  const own = created.filter(
    ({ kind, id, resource }) =>
      kind === "incident" &&
      id.includes(`/workspaces/${workspace.name}/`) &&
      isOfBand(resource, shape) &&
      !isStorm(resource),
  );
  const ids = new Map(own.map((change) => [change.id, change.resource]));
  const incidents = [...ids].map(([id, resource]): Incident => {
    return {
      id,
      group: groupOfResource(resource),
      relations: below("relation", id),
      comments: below("comment", id),
    };
  });
  return groupBy(incidents, ({ group }) => group);
}

function fullness({ id, relations, comments }: Incident): Violation[] {
  const count = (all: readonly Change[]) => new Set(all.map((one) => one.id)).size;
  const counts = `${count(relations)} bookmarks and ${count(comments)} comments`;
  return count(relations) > MOST || count(comments) > MOST
    ? [{ check: "a cap is passed", text: `incident ${nameOf(id)} has ${counts}` }]
    : [];
}

/** The next incident begins if the one before it was closed or deleted, and not otherwise. */
function generations(incidents: readonly Incident[], { changes }: Played): Violation[] {
  const first = incidents[0];
  if (!first) return [];
  const ids = incidents.map(({ id }) => nameOf(id));
  const group = ids.find((id) => ids.every((one, index) => one === incidentId(id, index + 1)));
  if (group === undefined)
    return [
      {
        check: "an incident without a reason",
        text: `${ids.join(", ")} are not one after another`,
      },
    ];
  return incidents.slice(1).flatMap(({ id }, index): Violation[] => {
    const before = incidents[index]?.id;
    const begun = changes.find((one) => one.id === id && one.how === "created")?.at ?? 0;
    const ended = changes.some(
      (one) =>
        one.id === before &&
        one.by === ANALYST &&
        one.at <= begun &&
        (one.how === "deleted" || one.resource.properties["status"] === "Closed"),
    );
    return ended
      ? []
      : [
          {
            check: "an incident without a reason",
            text: `${nameOf(id)} follows ${nameOf(before ?? "")}, which nobody closed`,
          },
        ];
  });
}

/**
 * Each finding that has a bookmark is related to one incident of its group, and to another only if
 * an analyst deleted the first relation.
 */
function related(
  members: readonly Expected[],
  incidents: readonly Incident[],
  played: Played,
  shape: BandShape,
  workspace: Workspace,
): Violation[] {
  const bookmarks = bookmarksOf(played.changes, shape, workspace);
  const relations = incidents.flatMap((one) => one.relations);
  return members.flatMap(({ name }): Violation[] => {
    const bookmark = bookmarks.find((one) => findingOfBookmark(one) === name);
    if (!bookmark) return [];
    const own = relations.filter(
      ({ resource }) => nameOf(String(resource.properties["relatedResourceId"])) === bookmark.name,
    );
    const ids = [...new Set(own.map(({ id }) => id))];
    const left = ids.filter((id) => !isTaken(id, played));
    const text = `finding ${name} of ${shape.rule.slug}: ${ids.length} relations`;
    if (left.length > 1) return [{ check: "a finding is there twice", text }];
    const without =
      isTaken(bookmark.id.toLowerCase(), played) || incidents.some(({ id }) => isTaken(id, played));
    return ids.length === 0 && !without && !isAlone(members, name)
      ? [{ check: "a finding is lost", text }]
      : [];
  });
}

/** A finding that came when its incident was full has a bookmark but no relation. */
function isAlone(members: readonly Expected[], name: string): boolean {
  return members.length > MOST && members.some((one) => one.name === name);
}

/** One comment lists everything that a group has in a slot. */
function listed(
  members: readonly Expected[],
  incidents: readonly Incident[],
  played: Played,
  shape: BandShape,
): Violation[] {
  const { rule } = shape;
  // Bookmarks show what several cells may find; comments do not repeat it.
  if (overlaps(shape)) return [];
  const slots = groupBy(members, ({ slot }) => slot.from);
  const comments = incidents.flatMap((one) => one.comments);
  const touched = incidents.some(({ id }) => isTaken(id, played));
  const storm = (from: number) =>
    expectedOf(played.schedule, shape).filter(({ slot }) => slot.from === from).length >
    rule.hunt.cap;
  return [...slots].flatMap(([from, wanted]): Violation[] => {
    const own = comments.filter(({ resource }) => slotOfComment(resource) === from);
    const left = own.filter(
      ({ id }) => !isTaken(id, played) && !isTaken(incidentAbove(id), played),
    );
    const where = `${rule.slug}: slot at ${new Date(from).toISOString()} of ${groupKey(wanted[0] as Expected)}`;
    if (new Set(left.map(({ id }) => id)).size > 1)
      return [{ check: "a finding is there twice", text: `${where} has several comments` }];
    // The comment of a slot does not tell what was found after it.
    const inTime = wanted.filter(({ late }) => !late);
    if (own.length === 0 && inTime.length === 0) return [];
    if (own.length === 0) {
      const full = slots.size > MOST || storm(from);
      return touched || full
        ? []
        : [{ check: "a finding is lost", text: `${where} has no comment` }];
    }
    const names = new Set(own.flatMap(({ resource }) => findingsInComment(resource)));
    const missing = inTime.filter(({ name }) => !names.has(name)).map(({ name }) => name);
    return missing.length > 0 && !storm(from)
      ? [
          {
            check: "a finding is lost",
            text: `${where} lists ${[...names].join(", ")}, not ${missing.join(", ")}`,
          },
        ]
      : [];
  });
}

/** Whether an analyst deleted it at some time. */
export function isTaken(id: string, { changes }: Pick<Played, "changes">): boolean {
  return changes.some((one) => one.id === id && one.how === "deleted" && one.by === ANALYST);
}
