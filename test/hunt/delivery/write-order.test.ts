import { describe, expect, test } from "vitest";
import type { FaultKind } from "../../../src/emulator/faults.ts";
import type { EmulatorRequest } from "../../../src/emulator/http.ts";
import { DAY } from "../../../src/hunt/base/window.ts";
import type { CoverageStore } from "../../../src/hunt/ledger/store.ts";
import type { Job } from "../../../src/hunt/runs/job.ts";
import { memoryStore } from "../../../src/stores/memory.ts";
import {
  bookmarks,
  close,
  createWorld,
  incidents,
  runJob,
  seedRule,
  shell,
  WORKSPACE,
  type World,
  written,
} from "../../harness.ts";

const DAY_START = Date.parse("2023-08-18T00:00:00Z");
const rule = seedRule("rundll32-command-shell");
const job: Job = {
  rule,
  workspace: WORKSPACE,
  window: { from: DAY_START, to: DAY_START + DAY },
  known: "skip",
};
const world = (events = 1) => {
  const rows = Array.from({ length: events }, (_, index) =>
    shell(new Date(DAY_START + 10 * 3_600_000 + index * 1000).toISOString(), {
      pid: String(index),
    }),
  );
  return createWorld({ tables: new Map([["WindowsEvent", rows]]) });
};
const ask = ({ ports }: World) => runJob(job, ports);
const ids = ({ resources }: World, kind: string) =>
  Object.keys(written(resources)).filter((id) => id.includes(`/${kind}/`));

/** Refuses requests of a kind until it is called. */
function refuse(
  { emulator }: World,
  method: string,
  kind: string,
  fault: FaultKind = "403",
): () => void {
  let refusing = true;
  const when = ({ method: own, url }: EmulatorRequest) =>
    refusing && own === method && new RegExp(`/${kind}/[^/]+$`, "i").test(url.pathname);
  emulator.faults.add({ kind: fault, times: 1_000, when });
  return () => {
    refusing = false;
  };
}

describe("a bookmark comes before the incident that shows it", () => {
  test("where bookmarks are refused there is no incident, however often it is tried", async () => {
    const one = world(25);
    const allow = refuse(one, "PUT", "bookmarks");
    for (let turn = 0; turn < 5; turn += 1) expect((await ask(one)).record.state).toBe("failed");
    expect(Object.keys(written(one.resources))).toEqual([]);
    allow();
    expect((await ask(one)).record).toMatchObject({ state: "ok", repeated: 41 });
    expect([incidents(one.resources).length, bookmarks(one.resources).length]).toEqual([1, 20]);
  });

  test("findings that only a comment lists wait for the bookmarks of their incident", async () => {
    const one = world(25);
    refuse(one, "PUT", "bookmarks");
    const { record } = await ask(one);
    expect(record.problems.map(({ message }) => message).at(-1)).toBe(
      "it is not written before a bookmark that it shows",
    );
  });
});

test("a finding that takes the place of one whose incident cannot be read has an incident and a relation, too", async () => {
  const rows = ["h1", "h2"].map((host, index) =>
    shell(new Date(DAY_START + 36_000_000 + index * 1_000).toISOString(), {
      host,
      pid: `${index}`,
    }),
  );
  const one = createWorld({ tables: new Map([["WindowsEvent", rows]]) });
  const when = ({ method, url }: EmulatorRequest) =>
    method === "GET" && /\/incidents\/[^/]+$/i.test(url.pathname);
  one.emulator.faults.add({ kind: "403", times: 1, when });
  const small = { ...job, rule: { ...rule, hunt: { ...rule.hunt, cap: 1 } } };
  expect((await runJob(small, one.ports)).record.state).toBe("failed");
  expect([ids(one, "bookmarks").length, ids(one, "relations").length]).toEqual([1, 1]);
  expect((await runJob(small, one.ports)).record).toMatchObject({ state: "ok", truncated: 1 });
});

describe("what stood and is not there any more was deleted by somebody", () => {
  test.each([
    ["relations", 0],
    ["incidents", 1],
  ])("a bookmark, while %s are refused", async (kind, repeated) => {
    const one = world();
    const allow = refuse(one, "PUT", kind);
    await ask(one);
    for (const { id } of bookmarks(one.resources)) one.resources.delete(id);
    await ask(one);
    allow();
    const { record } = await ask(one);
    expect(record).toMatchObject({ state: "ok", repeated });
    expect(ids(one, "bookmarks")).toEqual([]);
  });

  test("an incident, while relations are refused: it is written once, and no other takes its place", async () => {
    const one = world();
    const allow = refuse(one, "PUT", "relations");
    await ask(one);
    expect(incidents(one.resources)).toHaveLength(1);
    for (const { id } of incidents(one.resources)) one.resources.delete(id);
    for (let turn = 0; turn < 5; turn += 1) await ask(one);
    allow();
    expect((await ask(one)).record.state).toBe("ok");
    expect(ids(one, "incidents")).toEqual([]);
  });

  test("an incident that an analyst closes while relations are refused stays the one of its event", async () => {
    const one = world();
    const allow = refuse(one, "PUT", "relations");
    await ask(one);
    for (const incident of incidents(one.resources))
      one.resources.put({
        ...incident,
        properties: { ...incident.properties, status: "Closed", classification: "Undetermined" },
      });
    for (let turn = 0; turn < 3; turn += 1) await ask(one);
    allow();
    expect((await ask(one)).record.state).toBe("ok");
    expect([
      ids(one, "incidents").filter((id) => !id.includes("/relations/")).length,
      ids(one, "relations").length,
    ]).toEqual([1, 1]);
  });

  test.each([
    ["closes", 2],
    ["deletes", 1],
  ])(
    "not so for a new finding of an incident that was there: an analyst %s it, and it gets its own",
    async (how, left) => {
      const times = [1, 2].map((hour) => new Date(DAY_START + hour * 3_600_000).toISOString());
      const [f1, f2] = times.map((time, index) => shell(time, { host: "h1", pid: `${index}` }));
      const store = memoryStore();
      const first = createWorld({ store, tables: new Map([["WindowsEvent", [f1!]]]) });
      await ask(first);
      const second = createWorld({
        store,
        resources: first.resources,
        tables: new Map([["WindowsEvent", [f1!, f2!]]]),
      });
      const allow = refuse(second, "PUT", "relations", "503");
      expect((await ask(second)).record.state).toBe("failed");
      allow();
      const [incident] = incidents(second.resources);
      if (how === "closes")
        second.resources.put({
          ...incident!,
          properties: { ...incident!.properties, status: "Closed", classification: "Undetermined" },
        });
      else {
        for (const relation of second.resources.under(`${incident!.id}/relations`))
          second.resources.delete(relation.id);
        second.resources.delete(incident!.id);
      }
      expect((await ask(second)).record.state).toBe("ok");
      const open = incidents(second.resources).filter(
        ({ properties }) => properties["status"] === "New",
      );
      expect([incidents(second.resources).length, open.length]).toEqual([left, 1]);
      expect(second.resources.under(`${open[0]!.id}/relations`)).toHaveLength(1);
    },
  );

  test("an incident, after a crash: it is written once more, and counted", async () => {
    const one = world();
    let puts = 0;
    const putSlots: CoverageStore["putSlots"] = async (...slots) => {
      puts += 1;
      if (puts === 2) throw new Error("killed");
      await one.ports.store.putSlots(...slots);
    };
    await expect(
      runJob(job, { ...one.ports, store: { ...one.ports.store, putSlots } }),
    ).rejects.toThrow("killed");
    for (const { id } of incidents(one.resources)) one.resources.delete(id);
    expect((await ask(one)).record).toMatchObject({
      state: "ok",
      repeated: 1,
      writes: { created: 1 },
    });
  });

  test("a grouped bookmark, after a crash and with an earlier finding: it is looked for twice, and counted", async () => {
    const grouped = { ...rule, hunt: { ...rule.hunt, delivery: "bookmark" as const } };
    const [early, late] = [1, 2].map((hour) =>
      shell(new Date(DAY_START + hour * 3_600_000).toISOString(), { host: "h1", pid: `${hour}` }),
    );
    const store = memoryStore();
    const first = createWorld({ store, tables: new Map([["WindowsEvent", [late!]]]) });
    let puts = 0;
    const killed: CoverageStore = {
      ...store,
      putSlots: async (...slots) => {
        puts += 1;
        if (puts === 2) throw new Error("killed");
        await store.putSlots(...slots);
      },
    };
    await expect(
      runJob({ ...job, rule: grouped }, { ...first.ports, store: killed }),
    ).rejects.toThrow("killed");
    for (const { id } of bookmarks(first.resources)) first.resources.delete(id);
    const second = createWorld({
      store,
      resources: first.resources,
      tables: new Map([["WindowsEvent", [early!, late!]]]),
    });
    const { record } = await runJob({ ...job, rule: grouped }, second.ports);
    expect(record.repeated).toBeGreaterThan(0);
  });

  test("a comment, where another of its slot could not be written", async () => {
    const rows = ["one", "two"].map((host, index) =>
      shell(new Date(DAY_START + 36_000_000 + index * 1000).toISOString(), { host, pid: host }),
    );
    const one = createWorld({ tables: new Map([["WindowsEvent", rows]]) });
    await ask(one);
    let seen = 0;
    const when = ({ method, url }: EmulatorRequest) =>
      method === "PUT" && /\/comments\//i.test(url.pathname) && seen++ > 0;
    one.emulator.faults.add({ kind: "403", times: 1, when });
    expect((await close(rule, one)).at(-1)?.record.state).toBe("failed");
    const [first] = ids(one, "comments");
    one.resources.delete(first ?? "");
    expect((await close(rule, one)).at(-1)?.record.state).toBe("ok");
    expect(ids(one, "comments")).toHaveLength(1);
    expect(ids(one, "comments")).not.toContain(first);
  });
});

describe("the comments of a slot", () => {
  const oneComment = (request: EmulatorRequest) => /\/comments\/[^/]+$/i.test(request.url.pathname);
  /** Ends the process when it is about to record that the slot is closed. */
  const crashing = ({ ports, ...rest }: World): World => {
    const putSlots: CoverageStore["putSlots"] = async (key, slots) => {
      if (slots.some(({ state }) => state === "closed")) throw new Error("killed");
      await ports.store.putSlots(key, slots);
    };
    return { ...rest, ports: { ...ports, store: { ...ports.store, putSlots } } };
  };

  test("are counted as written again, where a crash kept it from the ledger and somebody deleted them", async () => {
    const one = world();
    await ask(one);
    await expect(close(rule, crashing(one))).rejects.toThrow("killed");
    for (const id of ids(one, "comments")) one.resources.delete(id);
    expect((await close(rule, one)).at(-1)?.record).toMatchObject({
      state: "ok",
      repeated: 1,
      writes: { created: 1 },
    });
    expect(ids(one, "comments")).toHaveLength(1);
  });

  test("are looked for twice after a crash: one wrong 404 writes over none", async () => {
    const one = world();
    await ask(one);
    await expect(close(rule, crashing(one))).rejects.toThrow("killed");
    const before = JSON.stringify(
      one.resources.under(`${incidents(one.resources)[0]?.id}/Comments`),
    );
    one.emulator.faults.add({
      kind: "404",
      times: 1,
      when: (request) => request.method === "GET" && oneComment(request),
    });
    expect((await close(rule, one)).at(-1)?.record).toMatchObject({ state: "ok", repeated: 0 });
    expect(JSON.stringify(one.resources.under(`${incidents(one.resources)[0]?.id}/Comments`))).toBe(
      before,
    );
  });

  test("are not lost by one wrong 404 of their incident", async () => {
    const one = world();
    await ask(one);
    const isRead = ({ method, url }: EmulatorRequest) =>
      method === "GET" && /\/incidents\/[^/]+$/i.test(url.pathname);
    one.emulator.faults.add({ kind: "404", times: 1, when: isRead });
    await close(rule, one);
    expect(ids(one, "comments")).toHaveLength(1);
  });

  test("count among the writes of their job, and what Azure refuses of them as refused", async () => {
    const one = world();
    await ask(one);
    one.emulator.faults.add({
      kind: "400",
      times: 9,
      when: (request) => request.method === "PUT" && oneComment(request),
    });
    const late = { ...one, ports: { ...one.ports, clock: () => DAY_START + 5 * DAY } };
    expect((await close(rule, late)).at(-1)?.record).toMatchObject({
      state: "ok",
      writes: { refused: 1 },
    });
  });
});

describe("one wrong 404", () => {
  test.each(["bookmarks", "incidents", "relations"])(
    "for one of the %s changes nothing",
    async (kind) => {
      const one = world(3);
      const { store } = one.ports;
      // A crash after the writes and before their record: the ledger knows the places only.
      const putSlots = store.putSlots.bind(store);
      let puts = 0;
      const crashing = {
        ...one,
        ports: {
          ...one.ports,
          store: {
            ...store,
            putSlots: async (...slots: Parameters<typeof putSlots>) => {
              puts += 1;
              if (puts > 1) throw new Error("crash");
              await putSlots(...slots);
            },
          },
        },
      };
      await expect(ask(crashing)).rejects.toThrow("crash");
      const before = JSON.stringify(written(one.resources));
      for (const incident of incidents(one.resources))
        one.resources.put({
          ...incident,
          properties: { ...incident.properties, severity: "High" },
        });
      const changed = JSON.stringify(written(one.resources));
      expect(changed).not.toBe(before);
      one.emulator.faults.add({
        kind: "404",
        times: 1,
        when: ({ method, url }) =>
          method === "GET" && new RegExp(`/${kind}/[^/]+$`, "i").test(url.pathname),
      });
      expect((await ask(one)).record).toMatchObject({ state: "ok", repeated: 0 });
      expect(JSON.stringify(written(one.resources))).toBe(changed);
    },
  );
});
