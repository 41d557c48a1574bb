import { groupBy } from "../../src/hunt/base/by-key.ts";
import { cellAt } from "../../src/hunt/base/window.ts";
import type { Workspace } from "../../src/hunt/base/workspace.ts";
import { makeOwner } from "../../src/hunt/findings/finding.ts";
import { ReservationList } from "../../src/hunt/ledger/reservation-list.ts";
import type { SlotRecord } from "../../src/hunt/ledger/slot.ts";
import { expectedOf, passesCaps } from "./expected.ts";
import type { Played } from "./played.ts";
import { type BandShape, isBehind, overlaps } from "./rule-shapes.ts";
import type { Violation } from "./violation.ts";

/**
 * The ledger has each finding of a band once, in its slot, as delivered or set aside, and no slot
 * has more places than the cap.
 */
export async function checkLedger(
  { schedule, truth }: Played,
  shape: BandShape,
  workspace: Workspace,
): Promise<Violation[]> {
  const { rule } = shape;
  const expected = expectedOf(schedule, shape);
  const slots = (await truth.slots(makeOwner(rule, workspace))).filter(
    ({ slot }) => !isBehind(slot.from, shape),
  );
  const violations: Violation[] = [];
  const say = (check: Violation["check"], text: string) =>
    violations.push({ check, text: `${rule.slug} in ${workspace.name}: ${text}` });
  const ids = slots.flatMap(({ reserved }) => [...reserved].map(({ id }) => id));
  if (new Set(ids).size !== ids.length)
    say("a finding is there twice", "the ledger has one in two places");
  const unit = overlaps(shape) ? rule.hunt.span : rule.hunt.slot;
  const placeOf = ({ slot }: SlotRecord) => cellAt(slot.from, unit).from;
  for (const [from, own] of groupBy(slots, placeOf)) {
    const reserved = ReservationList.of(
      own.flatMap((one) => [...one.reserved.where(({ band }) => band === shape.band)]),
    );
    const where = `slot at ${new Date(from).toISOString()}`;
    const wanted = expected.filter((one) => one.slot.from === from);
    if (reserved.length !== wanted.length)
      say(
        "ledger and resources disagree",
        `${where} has ${reserved.length} findings, not ${wanted.length}`,
      );
    const storm = reserved.count(({ outcome }) => outcome === "storm");
    if (storm !== Math.max(wanted.length - rule.hunt.cap, 0))
      say("a cap is passed", `${where}: ${storm} of ${wanted.length} in the storm`);
    const aside = reserved.count((one) => one.aside === true);
    const undelivered = reserved.count(({ delivered }) => delivered === 0);
    const refused = wanted.filter((one) => one.refused).length;
    if (undelivered !== aside || aside > refused)
      say(
        "ledger and resources disagree",
        `${where}: ${undelivered} not delivered, ${aside} set aside, ${refused} refused`,
      );
    if (aside < refused && !passesCaps(expected, shape))
      say(
        "ledger and resources disagree",
        `${where}: ${aside} of ${refused} refused ones are set aside`,
      );
    if (own.some(({ state }) => state !== "closed"))
      say("not quiet in the end", `${where} is open`);
  }
  const known = new Set(slots.map(placeOf));
  const missing = expected.filter(({ slot }) => !known.has(slot.from));
  if (missing.length > 0)
    say("a finding is lost", `no slot has findings ${missing.map(({ name }) => name).join(", ")}`);
  return violations;
}
