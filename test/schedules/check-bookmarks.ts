import type { Resource } from "../../src/emulator/resources.ts";
import type { Workspace } from "../../src/hunt/base/workspace.ts";
import { type Expected, expectedOf, groupKey } from "./expected.ts";
import type { Played } from "./played.ts";
import { findingOfBookmark, groupOfResource } from "./read-resource.ts";
import type { BandShape } from "./rule-shapes.ts";
import type { Violation } from "./violation.ts";
import { bookmarksOf } from "./watch.ts";

/**
 * Each finding, or each group, has one bookmark and no more; one without a bookmark is listed in a
 * comment or counted in a storm.
 */
export function checkBookmarks(
  { schedule, changes }: Played,
  shape: BandShape,
  workspace: Workspace,
): Violation[] {
  const expected = expectedOf(schedule, shape);
  const made = bookmarksOf(changes, shape, workspace);
  const namesOf = (key: (resource: Resource) => string) => {
    const names = new Map<string, Set<string>>();
    for (const resource of made)
      names.set(key(resource), (names.get(key(resource)) ?? new Set()).add(resource.name));
    return names;
  };
  const grouped = shape.bookmarkFor === "group";
  const names = namesOf((resource) =>
    grouped ? groupOfResource(resource) : findingOfBookmark(resource),
  );
  const keyOf = (one: Expected) => (grouped ? groupKey(one) : one.name);
  const wanted = new Map(expected.map((one) => [keyOf(one), one]));
  const what = `${shape.rule.slug}: ${grouped ? "group" : "finding"}`;
  const twice = [...names].filter(([, own]) => own.size > 1);
  const none = [...names.keys()].filter((key) => !wanted.has(key) || wanted.get(key)?.refused);
  return [
    ...twice.map(
      ([key, own]): Violation => ({
        check: "a finding is there twice",
        text: `${what} ${key} has bookmarks ${[...own].join(", ")}`,
      }),
    ),
    ...none.map(
      (key): Violation => ({
        check: "a finding that is none",
        text: `${what} ${key} has a bookmark`,
      }),
    ),
    ...placesTaken(expected, names, shape, keyOf, what),
  ];
}

/**
 * As many findings of a slot have a bookmark as the rule's cap, or the incident of their group,
 * allows (the latter is checked with the incident's comments).
 */
function placesTaken(
  expected: readonly Expected[],
  names: ReadonlyMap<string, unknown>,
  { rule, bookmarkFor, delivery }: BandShape,
  keyOf: (one: Expected) => string,
  what: string,
): Violation[] {
  return [...new Set(expected.map(({ slot }) => slot.from))].flatMap((from): Violation[] => {
    const own = expected.filter(({ slot }) => slot.from === from);
    const lacking = own.filter((one) => !one.refused && !names.has(keyOf(one)));
    const text = `${what}s ${lacking.map(keyOf).join(", ")} of the slot at ${new Date(from).toISOString()}`;
    const given = own.length - own.filter(({ refused }) => refused).length - lacking.length;
    if (bookmarkFor === "finding" && given > rule.hunt.cap)
      return [
        { check: "a cap is passed", text: `${what}s: ${given} in a slot of ${rule.hunt.cap}` },
      ];
    const above = Math.max(own.length - rule.hunt.cap, 0);
    const incident = delivery === "incident";
    return lacking.length > above && !incident ? [{ check: "a finding is lost", text }] : [];
  });
}
