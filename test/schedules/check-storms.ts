import { groupBy } from "../../src/hunt/base/by-key.ts";
import type { Workspace } from "../../src/hunt/base/workspace.ts";
import { ANALYST, incidentAbove, nameOf } from "./changes.ts";
import { isTaken } from "./check-incidents.ts";
import { expectedOf } from "./expected.ts";
import type { Played } from "./played.ts";
import { countInStormComment, isOfBand, isStorm, slotOfComment } from "./read-resource.ts";
import type { BandShape } from "./rule-shapes.ts";
import type { Violation } from "./violation.ts";

/**
 * The findings of a slot above its cap are in its span's storm; if that is an incident, a comment
 * says how many they are.
 */
export function checkStorms(played: Played, shape: BandShape, workspace: Workspace): Violation[] {
  const { rule } = shape;
  const created = played.changes.filter(
    ({ how, by, id }) =>
      how === "created" && by !== ANALYST && id.includes(`/workspaces/${workspace.name}/`),
  );
  const storms = new Map(
    created
      .filter(({ resource }) => isOfBand(resource, shape) && isStorm(resource))
      .map(({ id, resource }) => [id, resource]),
  );
  const slots = [...groupBy(expectedOf(played.schedule, shape), ({ slot }) => slot.from)].filter(
    ([, own]) => own.length > rule.hunt.cap,
  );
  const spans = groupBy(slots, ([, own]) => own[0]?.span.from ?? 0);
  if (storms.size !== spans.size) {
    const check = storms.size > spans.size ? "a finding is there twice" : "a finding is lost";
    return [
      {
        check,
        text: `${rule.slug} has ${storms.size} storms, and ${spans.size} spans with more than its cap`,
      },
    ];
  }
  if (shape.delivery !== "incident") return [];
  const comments = created.filter(
    ({ kind, id }) => kind === "comment" && storms.has(incidentAbove(id)),
  );
  const taken = [...storms.keys()].some((id) => isTaken(id, played));
  return slots.flatMap(([from, own]): Violation[] => {
    const said = comments.filter(({ resource }) => slotOfComment(resource) === from);
    const counts = [...new Set(said.map(({ resource }) => countInStormComment(resource)))];
    const above = own.length - rule.hunt.cap;
    const names = new Set(said.map(({ id }) => nameOf(id)));
    // The comment names the hosts that it counts, so Azure may have refused it.
    if (names.size === 0 && own.some(({ refused }) => refused)) return [];
    if (
      (names.size === 1 && counts.length === 1 && counts[0] === above) ||
      (taken && names.size === 0)
    )
      return [];
    const text = `${rule.slug}: slot at ${new Date(from).toISOString()} has ${above} above its cap, its comments say ${counts.join(", ")}`;
    return [{ check: "a finding is lost", text }];
  });
}
