import { describe, expect, test } from "vitest";
import type { Record_ } from "../../../../src/emulator/table-data.ts";
import { START } from "../../../emulator/findings-stage.ts";
import { seedRule, shell } from "../../../harness.ts";
import { type Hunting, openHunting, WITH_TABLE } from "./hunting-stage.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const API = { incidentsBy: "api", findingsTable: "incidents" } as const;
const RULE = { incidentsBy: "rule", findingsTable: "incidents" } as const;
const shipped = seedRule("rundll32-command-shell");

const capped = (cap: number) => ({ ...shipped, hunt: { ...shipped.hunt, cap, slot: HOUR } });

/** So many starts on one host, a second apart, from so many minutes after the stage's start on. */
const starts = (count: number, from: number): Record_[] =>
  Array.from({ length: count }, (_, index) =>
    shell(new Date(START + from * MINUTE + index * 1_000).toISOString(), {
      host: "ws1.lab.local",
      id: `${from} ${index}`,
    }),
  );

interface Listed {
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

async function hunted(cap: number, rows: readonly Record_[], first: typeof API | typeof RULE) {
  const hunting = openHunting([capped(cap)], { events: new Map([["WindowsEvent", rows]]) });
  await hunting.deploy();
  await hunting.tick({ delivering: first });
  return {
    hunting,
    async goOn(then: typeof API | typeof RULE) {
      for (let round = 0; round < 20; round++) {
        hunting.wait(15 * MINUTE);
        await hunting.tick({ delivering: then });
      }
    },
  };
}

const rowsOf = async ({ stage }: Hunting) =>
  (await stage.query("HuntFindings_CL | order by EventTime asc")).map(
    ({ RowKind, FindingCount }) => `${String(RowKind)} ${String(FindingCount)}`,
  );

/** The incidents that the app made, with the number of their comments. */
async function madeByApp({ stage }: Hunting): Promise<readonly (readonly [string, number])[]> {
  const { body } = await stage.send("GET", "incidents");
  const own = (body as { value: Listed[] }).value.filter(
    ({ properties }) => (properties["labels"] as unknown[]).length > 0,
  );
  return Promise.all(
    own.map(async ({ name, properties }) => {
      const comments = await stage.send("GET", `incidents/${name}/comments`);
      const { length } = (comments.body as { value: unknown[] }).value;
      return [String(properties["title"]).replace(/^[^:]*: /, ""), length] as const;
    }),
  );
}

async function undelivered({ store }: Hunting): Promise<number> {
  const key = { ruleId: shipped.id, workspaceId: WITH_TABLE.id };
  const { slots } = await store.read(key, { from: START - 24 * HOUR, to: START + 24 * HOUR });
  return slots.flatMap(({ reserved }) => [...reserved]).filter((one) => one.delivered === 0).length;
}

describe("the findings of an open slot when the app changes how it makes incidents", () => {
  test("from rules to itself: its storm is an incident, with a comment for each slot", async () => {
    const { hunting, goOn } = await hunted(2, [...starts(5, -20), ...starts(5, 100)], RULE);
    await goOn(API);
    expect(await rowsOf(hunting)).toEqual(["finding 1", "finding 1"]);
    expect(await madeByApp(hunting)).toContainEqual(["more than 2 findings in a slot", 2]);
    expect(await undelivered(hunting)).toBe(0);
  });

  test("from itself to rules: its storm gets its comment, and later ones are rows", async () => {
    const { hunting, goOn } = await hunted(2, [...starts(5, -20), ...starts(5, 100)], API);
    await goOn(RULE);
    expect(await rowsOf(hunting)).toEqual(["finding 1", "storm 3", "finding 1"].sort());
    expect(await madeByApp(hunting)).toContainEqual(["more than 2 findings in a slot", 1]);
    expect(await undelivered(hunting)).toBe(0);
  });

  test("from itself to rules: those that only the comment lists are in it", async () => {
    const { hunting, goOn } = await hunted(100, starts(26, -20), API);
    await goOn(RULE);
    expect(await rowsOf(hunting)).toEqual([]);
    expect(await madeByApp(hunting)).toEqual([["ws1.lab.local", 1]]);
  });
});

test("findings above the cap of a slot that has closed are told at once, in a row of their own", async () => {
  const early = starts(2, -50);
  const { hunting, goOn } = await hunted(2, early, RULE);
  await goOn(RULE);
  expect(await rowsOf(hunting)).toEqual(["finding 1", "finding 1"]);
  const late = openHunting([capped(2)], {
    events: new Map([["WindowsEvent", [...early, ...starts(4, -45)]]]),
  });
  late.stage.time.now = hunting.stage.time.now;
  const key = { ruleId: shipped.id, workspaceId: WITH_TABLE.id };
  // As if that time had not been covered.
  const store = {
    ...hunting.store,
    read: async (...about: Parameters<typeof hunting.store.read>) => ({
      ...(await hunting.store.read(...about)),
      coverage: { covered: [], settled: [], longest: 24 * HOUR },
    }),
  };
  await late.tick({ store });
  await late.tick({ store });
  expect(await rowsOf(late)).toEqual(["storm 4"]);
  const { slots } = await hunting.store.read(key, { from: START - 2 * HOUR, to: START });
  const reserved = slots.flatMap((slot) => [...slot.reserved]);
  expect(reserved.map(({ delivered, row }) => [delivered, row])).toEqual(
    Array.from({ length: 6 }, () => [1, true]),
  );
});
