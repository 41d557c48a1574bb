import * as z from "zod";
import { isId } from "../hunt/ledger/packed-ids.ts";
import type { Reservation } from "../hunt/ledger/reservation.ts";
import { ReservationList } from "../hunt/ledger/reservation-list.ts";
import type { SlotRecord } from "../hunt/ledger/slot.ts";
import type { Ledger, LedgerEntry } from "./ledger.ts";

/** What the program relies on in a ledger that it reads; anything else in it stays as it is. */
const window = z.looseObject({ from: z.number(), to: z.number() });
const count = z.number();
const counts = z.record(z.string(), count);

const slot = z.looseObject({
  version: z.literal(1),
  slot: window,
  state: z.enum(["open", "closed"]),
  reserved: z.array(
    z.looseObject({
      id: z.string().refine(isId),
      group: z.string().refine(isId),
      outcome: z.string(),
      generation: count,
      delivered: count,
    }),
  ),
  commented: z.array(z.string()),
});

const entry = z.looseObject({
  coverage: z.looseObject({ covered: z.array(window), settled: z.array(window), longest: count }),
  slots: z.array(slot),
  lease: z.looseObject({ holder: z.string(), until: count }).optional(),
  begun: count.optional(),
});

const run = z.looseObject({
  ruleId: z.string(),
  workspace: z.string(),
  job: z.string(),
  window,
  rows: count,
  suppressed: counts,
});
const heartbeat = z.looseObject({ lane: z.string(), at: count });
const asked = z.looseObject({
  id: z.string(),
  lane: z.string(),
  askedAt: count,
  waiting: z.array(z.looseObject({ window })),
});

const gap = z.looseObject({ count, examples: z.array(z.string()) });

const schema = z.looseObject({
  version: z.literal(1),
  entries: z.record(z.string(), entry),
  runs: z.array(run),
  heartbeats: z.record(z.string(), heartbeat).optional(),
  asked: z.record(z.string(), asked).optional(),
  uses: z
    .record(z.string(), z.looseObject({ hits: counts, rules: z.array(z.string()) }))
    .optional(),
  paces: z.record(z.string(), counts).optional(),
  alertGaps: z
    .record(z.string(), z.looseObject({ checkedAt: count, notStored: gap, notAlerted: gap }))
    .optional(),
});

/** A value as a ledger; if it is not one, what is wrong, and its version if that is another one. */
export function asLedger(
  value: unknown,
): { readonly ledger: Ledger } | { readonly version?: number; readonly wrong: string } {
  if (typeof value !== "object" || value === null) return { wrong: "it is not a JSON object" };
  const { version } = value as { version?: unknown };
  if (typeof version === "number" && version !== 1) return { version, wrong: "" };
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  if (!issue) return { ledger: withLists(value as LedgerText) };
  return { wrong: `${issue.path.map(String).join(".") || "it"} is not what a ledger has there` };
}

/** A ledger in its JSON form. */
type LedgerText = Omit<Ledger, "entries"> & {
  readonly entries: Readonly<Record<string, EntryText>>;
};
type EntryText = Omit<LedgerEntry, "slots"> & {
  readonly slots: readonly (Omit<SlotRecord, "reserved"> & {
    readonly reserved: readonly Reservation[];
  })[];
};

function withLists(text: LedgerText): Ledger {
  const entries = Object.entries(text.entries).map(([name, { slots, ...entry }]) => [
    name,
    {
      ...entry,
      slots: slots.map((slot) => ({ ...slot, reserved: ReservationList.of(slot.reserved) })),
    },
  ]);
  return { ...text, entries: Object.fromEntries(entries) };
}
