import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { EmulatorRequest } from "../../../../src/emulator/http.ts";
import type { Resource } from "../../../../src/emulator/resources.ts";
import { CallError } from "../../../../src/hunt/base/call-error.ts";
import { makeOwner } from "../../../../src/hunt/findings/finding.ts";
import type { Rule } from "../../../../src/hunt/findings/rule.ts";
import { shell } from "../../../harness.ts";
import { DAY, HOUR, MINUTE, numbered, variant, watchedLane } from "./watched-lane.ts";

const START = Date.parse("2026-11-26T00:00:00Z");
const at = (minutes: number) => START + minutes * MINUTE;
const iso = (minutes: number) => new Date(at(minutes)).toISOString();
const often = variant("often", { every: 5 * MINUTE, lateness: 10 * MINUTE, delivery: "incident" });
const quiet = variant("quiet", { every: 5 * MINUTE, lateness: 10 * MINUTE, delivery: "bookmark" });
const hourly = variant("hourly", { every: HOUR, lateness: 10 * MINUTE, delivery: "incident" });
const workspace = numbered(1)[0]!;

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

const laneOf = (
  rules: readonly Rule[],
  more: { latency?: number; pause?: number; minutes?: readonly number[] } = {},
) => {
  const events = (more.minutes ?? []).map((minute) => shell(iso(minute), { pid: String(minute) }));
  return watchedLane({ start: START, workspaces: [workspace], rules, events, ...more });
};
type Lane = ReturnType<typeof laneOf>;

const titles = (lane: Lane) =>
  lane
    .kept(workspace)
    .troubles.map(({ properties }) => String(properties["title"] ?? properties["displayName"]));
const refuseQueries = (lane: Lane, from: number, to: number) =>
  lane.fails(workspace, "403", { from: at(from), to: at(to), queries: true });
/** Queries of a rule, told by a comment in its text. */
const broken = (rule: Rule): Rule => ({ ...rule, query: `${rule.query}\n| where "broken" != ""` });
const isBroken = ({ url, body }: EmulatorRequest) =>
  url.pathname.endsWith("/query") && body.includes("broken");

async function troubled(
  rules: readonly Rule[] = [often],
  until = 60,
): Promise<{ lane: Lane; first: Resource }> {
  const lane = laneOf(rules);
  refuseQueries(lane, 20, until);
  await lane.turns(at(5), at(50));
  return { lane, first: lane.kept(workspace).troubles[0]! };
}

describe("a rule whose queries are refused", () => {
  test("says so once, by an incident, and comments it when it runs again", async () => {
    const { lane, first } = await troubled([often], 120);
    await lane.turns(at(55), at(115));
    expect(lane.kept(workspace).troubles).toEqual([first]);
    expect(lane.commentsOf(first)).toEqual([]);
    await lane.turns(at(120), at(150));
    expect(lane.kept(workspace).troubles).toEqual([first]);
    const [comment, ...others] = lane.commentsOf(first);
    expect(others).toEqual([]);
    expect(String(comment!.properties["message"])).toMatch(
      /^The hunt runs again\. Trouble from 2026\\-11\\-26T00\\:15/,
    );
    expect(lane.changed).toEqual([`began ${at(15)}`, `ended ${at(15)}`]);
    expect(lane.broken).toEqual([]);
  });

  test("the incident says what does not run since when, how far it looked, why, and what to do", async () => {
    const { first } = await troubled();
    expect(first.properties).toMatchObject({
      title: "Hunt is not running: Rule often",
      severity: "Low",
      status: "New",
      labels: ["Sentinel Hunts", "Hunt health", "often"].map((labelName) => ({ labelName })),
      firstActivityTimeUtc: iso(15),
    });
    const text = String(first.properties["description"]);
    expect(text).toContain(
      `The hunt often has not covered anything in workspace ws0 since ${iso(15)}.`,
    );
    expect(text).toContain(`Events up to ${iso(15)} have been examined.`);
    expect(text).toMatch(
      /Why: query of workspace ws0: 403 InsufficientAccessError: .*\.\n\nWhat to do: give the identity its role/,
    );
  });

  test("with bookmarks it is a bookmark, and a second one when it runs again", async () => {
    const { lane } = await troubled([quiet], 60);
    expect(titles(lane)).toEqual(["Hunt is not running: Rule quiet"]);
    await lane.turns(at(55), at(90));
    expect(titles(lane).sort()).toEqual([
      "Hunt is not running: Rule quiet",
      "Hunt runs again: Rule quiet",
    ]);
    expect(lane.kept(workspace).troubles.map(({ id }) => id.split("/").at(-2))).toEqual([
      "Bookmarks",
      "Bookmarks",
    ]);
    expect(lane.broken).toEqual([]);
  });

  test("half an hour and three intervals are waited for", async () => {
    const lane = laneOf([hourly]);
    refuseQueries(lane, 70, 300);
    await lane.turns(at(60), at(239));
    expect(titles(lane)).toEqual([]);
    await lane.turns(at(240), at(250));
    expect(titles(lane)).toEqual(["Hunt is not running: Rule hourly"]);
  });

  test("an analyst who closed it is not told that it is over", async () => {
    const { lane, first } = await troubled();
    Object.assign(first.properties, { status: "Closed" });
    await lane.turns(at(55), at(90));
    expect(lane.commentsOf(first)).toEqual([]);
    expect((await lane.watch()).troubles).toMatchObject([{ told: "stood", recovery: "off" }]);
  });

  test.each([often, quiet])(
    "an analyst who deleted it sees it no more ($hunt.delivery)",
    async (rule) => {
      const { lane, first } = await troubled([rule]);
      lane.resources.delete(first.id);
      await lane.turns(at(55), at(90));
      expect(lane.kept(workspace).troubles).toEqual([]);
      expect((await lane.watch()).troubles).toMatchObject([{ told: "stood", recovery: "off" }]);
    },
  );

  test("a second time is another trouble", async () => {
    const { lane } = await troubled();
    await lane.turns(at(55), at(90));
    refuseQueries(lane, 92, 300);
    await lane.turns(at(95), at(140));
    expect(titles(lane)).toEqual([
      "Hunt is not running: Rule often",
      "Hunt is not running: Rule often",
    ]);
  });
});

describe("what fails of a rule", () => {
  test("one rule's fault is its own: the other one is not in trouble", async () => {
    const lane = laneOf([often, broken(quiet)]);
    lane.emulator.faults.add({ kind: "403", times: 1_000, when: isBroken });
    await lane.turns(at(5), at(60));
    expect(titles(lane)).toEqual(["Hunt is not running: Rule quiet"]);
  });

  test("an old window that fails while the newer ones run is told, and over when that window stood", async () => {
    const lane = laneOf([often]);
    const holdsIt = ({ url, body }: EmulatorRequest) => {
      if (!url.pathname.endsWith("/query") || Date.now() >= at(120)) return false;
      const [from = 0, to = 0] = [...body.matchAll(/datetime\(([^)]+)\)/g)]
        .slice(-2)
        .map(([, time = ""]) => Date.parse(time));
      return from <= at(30) && at(30) < to;
    };
    lane.emulator.faults.add({ kind: "403", times: 1_000, when: holdsIt });
    await lane.turns(at(5), at(115));
    const [first, ...others] = lane.kept(workspace).troubles;
    expect(others).toEqual([]);
    expect(String(first!.properties["title"])).toBe("Hunt keeps failing: Rule often");
    expect(String(first!.properties["description"])).toMatch(
      /A part of the hunt often has failed in workspace ws0 since 2026-11-26T00:40:00\.000Z; events from 2026-11-26T00:25:00\.000Z on/,
    );
    await lane.turns(at(120), at(130));
    expect(lane.commentsOf(first!)).toHaveLength(1);
  });

  test("a slot that cannot be closed is told", async () => {
    const lane = laneOf([often], { minutes: [7] });
    lane.emulator.faults.add({
      kind: "403",
      times: 1_000,
      when: ({ url, method }) => method === "PUT" && /\/comments\//i.test(url.pathname),
    });
    await lane.turns(at(5), at(80));
    expect(titles(lane)).toEqual(["Hunt keeps failing: Rule often"]);
  });

  test("a ledger that cannot be read is told", async () => {
    const lane = laneOf([often]);
    await lane.turns(at(5), at(15));
    const { read } = lane.ports.store;
    lane.ports.store.read = async () => {
      throw new CallError(
        "the ledger's coverage has version 2, this program reads version 1",
        "deploy the program that wrote it",
      );
    };
    await lane.turns(at(20), at(60));
    expect(String(lane.kept(workspace).troubles[0]?.properties["description"])).toContain(
      "What to do: deploy the program that wrote it.",
    );
    lane.ports.store.read = read;
    await lane.turns(at(65), at(70));
    expect(lane.changed.map((line) => line.split(" ")[0])).toEqual(["began", "ended"]);
  });

  test("a lane that has no time for it is named as the cause", async () => {
    const lane = laneOf(
      [
        often,
        quiet,
        hourly,
        ...["a", "b", "c", "d"].map((name) =>
          variant(name, { every: 5 * MINUTE, lateness: MINUTE }),
        ),
      ],
      {
        latency: 250_000,
      },
    );
    await lane.turns(at(5), at(180));
    const causes = (await lane.watch()).troubles.map(({ cause }) => cause.message);
    expect(causes).toContain("the lane had no time for it");
  });
});

describe("a workspace that refuses all rules", () => {
  test("is told once, by a rule that writes incidents, and what the rules missed meanwhile is nobody's trouble", async () => {
    const { lane, first } = await troubled([quiet, often, hourly], 120);
    expect(titles(lane)).toEqual(["No hunt is running in ws0"]);
    expect(String(first.properties["description"])).toMatch(
      /Nothing that the hunts asked of workspace ws0 has worked since .*Behind: quiet, often\./,
    );
    await lane.turns(at(55), at(180));
    expect(lane.kept(workspace).troubles).toEqual([first]);
    expect(String(lane.commentsOf(first)[0]?.properties["message"])).toContain(
      "The workspace answers the hunts again",
    );
  });

  test("has no query in its incident, and its activity is the time that was not looked at", async () => {
    const { first } = await troubled([quiet, often]);
    expect(String(first.properties["description"])).not.toMatch(/query:|query is too long/i);
    const { firstActivityTimeUtc, lastActivityTimeUtc } = first.properties;
    expect(firstActivityTimeUtc).toBe(iso(15));
    expect(String(lastActivityTimeUtc) > iso(45) && String(lastActivityTimeUtc) < iso(51)).toBe(
      true,
    );
    const full = String(first.properties["description"]);
    expect(full).not.toMatch(/\.\./);
  });

  test("is told once, too, where one rule alone was asked for at first", async () => {
    const lane = laneOf([quiet, hourly]);
    refuseQueries(lane, 65, 330);
    await lane.turns(at(5), at(320));
    expect(titles(lane)).toEqual(["Hunt is not running: Rule quiet"]);
    expect((await lane.watch()).troubles).toMatchObject([
      { rule: "", rules: [quiet.id, hourly.id], told: "stood" },
    ]);
    await lane.turns(at(330), at(400));
    expect(titles(lane)).toEqual(["Hunt is not running: Rule quiet", "Hunts run again in ws0"]);
  });

  test("a rule that still fails when the others work is told by itself then", async () => {
    const { lane } = await troubled([broken(quiet), often], 60);
    lane.emulator.faults.add({ kind: "403", times: 1_000, when: isBroken });
    await lane.turns(at(55), at(120));
    expect(titles(lane).sort()).toEqual([
      "Hunt is not running: Rule quiet",
      "No hunt is running in ws0",
    ]);
  });
});

describe("the word itself", () => {
  const noWrites = (lane: Lane, from: number, to: number) =>
    lane.emulator.faults.add({
      kind: "503",
      times: 10_000,
      when: ({ method }) => method === "PUT" && at(from) <= Date.now() && Date.now() < at(to),
    });

  test("is tried again until it stands", async () => {
    const lane = laneOf([often]);
    refuseQueries(lane, 20, 120);
    noWrites(lane, 0, 80);
    await lane.turns(at(5), at(75));
    expect(lane.told.length).toBeGreaterThan(3);
    expect(titles(lane)).toEqual([]);
    await lane.turns(at(80), at(100));
    expect(titles(lane)).toHaveLength(1);
    expect(lane.changed).toHaveLength(1);
  });

  test("does not hide from the next job that a process was interrupted", async () => {
    const lane = laneOf([often]);
    refuseQueries(lane, 20, 300);
    await lane.turns(at(5), at(30));
    expect((await lane.watch()).troubles).toEqual([]);
    const key = makeOwner(often, workspace);
    const before = (await lane.ports.store.read(key)).coverage.longest;
    // The tick has its lease given back before it is told: that of a process that ended then is
    // left.
    const { lease } = lane.ports.store;
    let killed = false;
    lane.ports.store.lease = async (one, holder, span) => {
      if (holder.endsWith("trouble") && !killed) {
        killed = true;
        await lease(one, "killed", { from: span.from - 10 * MINUTE, to: span.from - 7 * MINUTE });
      }
      return lease(one, holder, span);
    };
    await lane.turns(at(35), at(60));
    expect([killed, titles(lane).length]).toEqual([true, 1]);
    expect((await lane.ports.store.read(key)).coverage.longest).toBeLessThan(before);
  });

  test("is not written any more where the rule runs again before it stood", async () => {
    const lane = laneOf([often]);
    refuseQueries(lane, 20, 70);
    noWrites(lane, 0, 90);
    await lane.turns(at(5), at(120));
    expect(titles(lane)).toEqual([]);
    expect((await lane.watch()).troubles).toMatchObject([
      { told: "off", ended: expect.any(Number) },
    ]);
  });

  test("whose answer was lost is found, and gets its word that it is over", async () => {
    const lane = laneOf([often]);
    refuseQueries(lane, 20, 70);
    const { create } = lane.ports.sentinel;
    lane.ports.sentinel.create = async (...call) => {
      await create(...call);
      throw new CallError("the answer was lost", "the next run tries again");
    };
    await lane.turns(at(5), at(50));
    expect((await lane.watch()).troubles).toMatchObject([{ told: "tried" }]);
    lane.ports.sentinel.create = create;
    await lane.turns(at(70), at(80));
    expect(lane.kept(workspace).troubles).toHaveLength(1);
    expect(lane.commentsOf(lane.kept(workspace).troubles[0]!)).toHaveLength(1);
    expect(lane.told.filter(({ repeated }) => repeated)).toEqual([]);
  });

  test("after a crash between writing and recording it is not written again; deleted in between it is, once, and counted", async () => {
    const lane = laneOf([often]);
    refuseQueries(lane, 20, 200);
    await lane.turns(at(5), at(45));
    const { beat } = lane.ports.store;
    // The process ends after the PUT: what it would record of it is lost.
    lane.ports.store.beat = async (heartbeat) => {
      if (heartbeat.watch?.troubles.some(({ told }) => told === "stood"))
        throw new Error("the process ended");
      return beat(heartbeat);
    };
    await expect(lane.turn(at(50))).rejects.toThrow("the process ended");
    lane.ports.store.beat = beat;
    const [first] = lane.kept(workspace).troubles;
    lane.resources.delete(first!.id);
    await lane.turns(at(55), at(60));
    expect(lane.kept(workspace).troubles.map(({ id }) => id)).toEqual([first!.id]);
    expect(lane.told.map(({ repeated, result }) => `${result.status} ${repeated}`)).toEqual([
      "created true",
    ]);
    lane.resources.delete(first!.id);
    await lane.turns(at(65), at(80));
    expect(lane.kept(workspace).troubles).toEqual([]);
  });

  test("of two workers at once it is one", async () => {
    const lane = laneOf([often]);
    refuseQueries(lane, 20, 200);
    await lane.turns(at(5), at(45));
    const puts: string[] = [];
    const { create, read } = lane.ports.sentinel;
    // Long enough for the other one to look, too, before anything is written.
    lane.ports.sentinel.read = async (...call) => {
      const found = await read(...call);
      await new Promise((resolve) => setTimeout(resolve, 10_000));
      return found;
    };
    lane.ports.sentinel.create = async (place, write) => {
      puts.push(write.id);
      return create(place, write);
    };
    await vi.advanceTimersByTimeAsync(at(50) - Date.now());
    await lane.pumped(Promise.all(["a", "b"].map((holder) => lane.tickOnce(holder, lane.ports))));
    await lane.turns(at(55), at(65));
    expect(puts).toHaveLength(1);
  });

  test("that Azure refuses for good is set aside after a day", async () => {
    const lane = laneOf([hourly], { pause: HOUR });
    refuseQueries(lane, 70, 10_000);
    const asked: number[] = [];
    lane.emulator.faults.add({
      kind: "400",
      times: 1_000,
      when: ({ method }) => method === "PUT" && asked.push(Date.now()) > 0,
    });
    for (let hour = 1; hour <= 40; hour++) await lane.turn(START + hour * HOUR);
    expect((await lane.watch()).troubles).toMatchObject([{ told: "aside" }]);
    expect(asked.at(-1)! - asked[0]!).toBe(DAY);
    expect(lane.told.at(-1)!.result.status).toBe("refused");
  });
});

test("a ledger that fails while troubles are told stops neither the others nor the tick", async () => {
  const [first, second] = numbered(2) as [typeof workspace, typeof workspace];
  const lane = watchedLane({ start: START, workspaces: [first, second], rules: [often] });
  for (const one of [first, second])
    lane.fails(one, "403", { from: at(20), to: at(300), queries: true });
  const { lease } = lane.ports.store;
  lane.ports.store.lease = async (key, holder, period) => {
    if (holder.endsWith("trouble") && key.workspaceId === first.id)
      throw new CallError("the ledger's lease cannot be read", "try again");
    return lease(key, holder, period);
  };
  await lane.turns(at(5), at(60));
  expect([lane.kept(first).troubles.length, lane.kept(second).troubles.length]).toEqual([0, 1]);
  expect(lane.failures).toContain("CallError: the ledger's lease cannot be read");
  expect((await lane.watch()).troubles).toHaveLength(2);
});

describe("no trouble", () => {
  test("is what a pause of the timers leaves, nor a rule that was not run for a while", async () => {
    const lane = laneOf([often, quiet]);
    await lane.turns(at(5), at(30));
    // The first ticks after it fail: that is not since the pause began.
    refuseQueries(lane, 600, 610);
    await lane.turns(at(600), at(640));
    lane.setRules([often]);
    await lane.turns(at(645), at(760));
    lane.setRules([often, quiet]);
    refuseQueries(lane, 764, 770);
    await lane.turns(at(765), at(790));
    expect((await lane.watch()).troubles).toEqual([]);
    expect((await lane.watch()).pauses).toEqual([{ from: at(30), to: at(600) }]);
  });

  test("is left of a rule that does not run any more", async () => {
    const { lane } = await troubled([often, broken(quiet)], 0);
    lane.emulator.faults.add({ kind: "403", times: 1_000, when: isBroken });
    await lane.turns(at(55), at(100));
    expect((await lane.watch()).troubles).toHaveLength(1);
    lane.setRules([often]);
    await lane.turns(at(105), at(110));
    expect((await lane.watch()).troubles).toEqual([]);
    expect((await lane.ports.store.read(makeOwner(often, workspace))).coverage).toBeDefined();
  });
});
