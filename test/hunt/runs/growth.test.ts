import { expect, test } from "vitest";
import { htmlReport } from "../../../src/cli/reporters/html/report.ts";
import { jsonLines } from "../../../src/cli/reporters/json.ts";
import { textReport } from "../../../src/cli/reporters/text.ts";
import { summarise } from "../../../src/cli/summary.ts";
import { UNSEEN } from "../../../src/cli/terminal.ts";
import { findingId } from "../../../src/hunt/base/ids.ts";
import { cellAt } from "../../../src/hunt/base/window.ts";
import { writtenGenerations } from "../../../src/hunt/delivery/generations.ts";
import type { Rule } from "../../../src/hunt/findings/rule.ts";
import { ReservationList } from "../../../src/hunt/ledger/reservation-list.ts";
import { emptySlot } from "../../../src/hunt/ledger/slot.ts";
import type { CoverageStore } from "../../../src/hunt/ledger/store.ts";
import type { JobOutcome } from "../../../src/hunt/runs/job.ts";
import { memoryStore } from "../../../src/stores/memory.ts";
import { close, createWorld, runJob, seedRule, WORKSPACE, type World } from "../../harness.ts";
import { type Reads, readGrowth } from "../../reads.ts";

const START = Date.parse("2023-08-18T10:00:00Z");
const shellRule = seedRule("rundll32-command-shell");
const broadRule = seedRule("rundll32-lolbin");

/** One shell of each host, in one slot. */
function worldOf(hosts: number, store: CoverageStore): World {
  const rows = Array.from({ length: hosts }, (_, index) => ({
    TimeGenerated: new Date(START + index).toISOString(),
    Dvc: `ws${index}`,
    CommandLine: "cmd.exe /c whoami",
    TargetProcessId: String(index),
    ParentCommandLine: "rundll32.exe C:\\ProgramData\\a.dll,Start",
  }));
  const world = createWorld({ store, ignore: [] });
  return {
    ...world,
    ports: { ...world.ports, queries: { query: async () => ({ rows, queryMs: 0 }) } },
  };
}

/** Hunts the slot twice, so that the ledger knows all of it, and closes it. */
async function huntSlot(rule: Rule, world: World): Promise<JobOutcome[]> {
  const window = cellAt(START, rule.hunt.slot);
  const job = {
    rule: { ...rule, hunt: { ...rule.hunt, cap: 1_000_000 } },
    workspace: WORKSPACE,
    window,
    known: "read",
  } as const;
  const outcomes = [await runJob(job, world.ports), await runJob(job, world.ports)];
  const ledgerKey = { ruleId: rule.id, workspaceId: WORKSPACE.id };
  await world.ports.store.cover(ledgerKey, {
    from: window.from,
    to: window.to + rule.hunt.lateness,
  });
  return [...outcomes, ...(await close(job.rule, world))];
}

function countedWords(words: Int32Array, reads: Reads): Int32Array {
  return new Proxy(words, {
    get(target, name) {
      reads.count += 1;
      return Reflect.get(target, name);
    },
  });
}

/** A ledger that counts what is read of its reservations. */
function countingStore(reads: Reads): CoverageStore {
  const store = memoryStore();
  const slots: CoverageStore["slots"] = async (key, within) =>
    (await store.slots(key, within)).map((record) => ({
      ...record,
      reserved: new ReservationList(
        record.reserved.pages.map((page) => ({ ...page, words: countedWords(page.words, reads) })),
      ),
    }));
  return { ...store, slots };
}

test.each([
  ["an incident for each host", shellRule],
  ["a bookmark for each host", broadRule],
])("%s: twice as many hosts in a slot take twice as many looks at the ledger", async (_, rule) => {
  expect(
    await readGrowth(40, (size, reads) => huntSlot(rule, worldOf(size, countingStore(reads)))),
  ).toBeCloseTo(2, 1);
});

test.each([
  ["an incident for each host", shellRule],
  ["a bookmark for each host", broadRule],
])(
  "%s: a report of twice as many takes twice as many looks at findings and writes",
  async (_, rule) => {
    const growth = await readGrowth(40, async (size, reads) => {
      const outcomes = await huntSlot(rule, worldOf(size, memoryStore()));
      const counted = outcomes.map((one) => ({
        ...one,
        reserved: reads.of(one.reserved),
        results: reads.of(one.results),
      }));
      const summaries = [summarise(rule, WORKSPACE, counted)];
      textReport(UNSEEN, summaries, []);
      expect(
        [htmlReport(summaries, []), ...jsonLines(summaries, [])].join("").length,
      ).toBeGreaterThan(size * 100);
    });
    expect(growth).toBeCloseTo(2, 1);
  },
);

test("a group's highest written generation counts, storms do not, however many reservations there are", () => {
  const idOf = (name: string) => findingId({ ruleId: "r", workspaceId: "w" }, [name]);
  const entry = (group: string, delivered: number, outcome: "bookmark" | "storm" = "bookmark") =>
    ({ id: idOf(group), group: idOf(group), outcome, generation: 1, delivered }) as const;
  const one = entry("many", 2);
  const many = Array.from({ length: 200_000 }, () => one);
  const slots = [
    {
      ...emptySlot({ from: 0, to: 1 }),
      reserved: ReservationList.of([
        entry("a", 1),
        entry("a", 3),
        entry("b", 0),
        entry("c", 1, "storm"),
        ...many,
      ]),
    },
  ];
  expect(writtenGenerations(slots)).toEqual(
    new Map([
      [idOf("a"), 3],
      [idOf("b"), 0],
      [idOf("many"), 2],
    ]),
  );
});
