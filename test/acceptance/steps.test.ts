import { describe, expect, test } from "vitest";
import { MARK } from "../../src/acceptance/acceptance.ts";
import { QUESTIONS } from "../../src/acceptance/questions.ts";
import { STEPS } from "../../src/acceptance/steps.ts";
import type { Fault } from "../../src/emulator/faults.ts";
import type { Unconfirmed } from "../../src/emulator/unconfirmed.ts";
import { bookmarks, incidents, security, WORKSPACE, written } from "../harness.ts";
import { factsIn, openAcceptance, RUN } from "./world.ts";

const { write, ask, fill, queries, look, clear } = STEPS;
type When = NonNullable<Fault["when"]>;
const on =
  (method: string, path: RegExp): When =>
  ({ method: one, url }) =>
    one === method && path.test(url.pathname);

describe("what is written", () => {
  test("is one resource of each kind, each read and listed at once", async () => {
    const { world, acceptance } = openAcceptance();
    const lines = await write(acceptance());
    expect(
      lines.map((line) => ("resource" in line ? `${line.kind} ${line.resource}` : line.kind)),
    ).toEqual(
      ["incident", "bookmark", "relation", "comment"].flatMap((kind) => [
        `write ${kind}`,
        `visible ${kind}`,
        `visible ${kind}`,
      ]),
    );
    expect(
      lines.filter((line) => line.kind === "visible").map(({ ms }) => ms !== null),
    ).not.toContain(false);
    expect(Object.keys(written(world.resources))).toHaveLength(4);
  });

  test("is marked, informational, and says in its texts that it is no finding", async () => {
    const { world, acceptance } = openAcceptance();
    for (const step of [write, ask, fill]) await step(acceptance());
    const all = [...incidents(world.resources), ...bookmarks(world.resources)];
    expect(all.length).toBeGreaterThan(20);
    for (const { properties } of all) {
      expect(String(properties["title"] ?? properties["displayName"])).toMatch(
        new RegExp(`^${MARK} ${RUN}`),
      );
      expect(JSON.stringify(properties["labels"])).toContain(MARK);
      expect(String(properties["description"] ?? properties["notes"])).toContain(
        "It is not a finding",
      );
    }
    expect(incidents(world.resources).map(({ properties }) => properties["severity"])).toEqual([
      "Informational",
    ]);
  });

  test("does not grow when a step is repeated", async () => {
    const { world, acceptance } = openAcceptance();
    for (const step of [write, ask, fill]) await step(acceptance());
    const once = Object.keys(written(world.resources));
    for (const step of [write, ask, fill]) await step(acceptance());
    expect(Object.keys(written(world.resources))).toEqual(once);
  });
});

describe("a step that writes besides", () => {
  const refused = {
    status: 409,
    message: `run ${RUN} has not started or has ended`,
  };

  test.each([["ask", ask] as const, ["fill", fill] as const])(
    "%s: only where the run's own incident is open",
    async (_name, step) => {
      const { world, acceptance } = openAcceptance();
      await expect(step(acceptance())).rejects.toMatchObject(refused);
      expect(written(world.resources)).toEqual({});
      await write(acceptance());
      const [own] = incidents(world.resources);
      for (const other of [{ status: "Closed" }, { title: "of somebody" }, { labels: [] }]) {
        world.resources.put({ ...own!, properties: { ...own!.properties, ...other } });
        const before = written(world.resources);
        await expect(step(acceptance())).rejects.toMatchObject(refused);
        expect(written(world.resources)).toEqual(before);
      }
    },
  );

  test("is refused after the end of a run whose bookmarks could not be removed", async () => {
    const { world, acceptance } = openAcceptance();
    world.emulator.faults.add({
      kind: "403",
      times: 9_999,
      when: ({ method }) => method === "DELETE",
    });
    for (const step of [write, ask, fill, clear]) await step(acceptance());
    const before = written(world.resources);
    for (const step of [ask, fill]) await expect(step(acceptance())).rejects.toMatchObject(refused);
    expect(written(world.resources)).toEqual(before);
  });
});

describe("what is removed", () => {
  test("is everything, whichever step the run ended in", async () => {
    for (const steps of [[write], [write, ask], [write, ask, fill], [write, fill]]) {
      const { world, acceptance } = openAcceptance();
      for (const step of steps) await step(acceptance());
      await clear(acceptance());
      expect(written(world.resources)).toEqual({});
      expect(await clear(acceptance())).toEqual([]);
    }
  });

  test("where incidents may not be deleted, it is closed, said so, and stays so", async () => {
    const { world, acceptance } = openAcceptance();
    await write(acceptance());
    world.emulator.faults.add({ kind: "403", times: 9, when: on("DELETE", /incidents\/[^/]+$/i) });
    const lines = await clear(acceptance());
    expect(factsIn(lines)["incident-delete"]).toMatchObject({
      settled: true,
      seen: expect.stringMatching(/^403 InsufficientAccessError/),
    });
    expect(lines.at(-1)).toMatchObject({ kind: "closed", resource: "incident", count: 1 });
    const { properties } = incidents(world.resources)[0]!;
    expect(properties).toMatchObject({
      status: "Closed",
      classification: "Undetermined",
      labels: [{ labelName: MARK }],
    });
    expect(properties["classificationComment"]).toContain("no finding");
    expect(bookmarks(world.resources)).toEqual([]);
  });

  test("where bookmarks may not be deleted, the two of them stay, and the 21st is not asked for", async () => {
    const { world, acceptance } = openAcceptance();
    world.emulator.faults.add({ kind: "403", times: 999, when: on("DELETE", /bookmarks/i) });
    await write(acceptance());
    const asked = factsIn([...(await ask(acceptance())), ...(await fill(acceptance()))]);
    expect(asked["bookmark-delete"]).toMatchObject({
      settled: true,
      seen: expect.stringMatching(/^DELETE 403 .* GET 200$/),
    });
    expect(asked["bookmark-21"]).toMatchObject({
      settled: false,
      seen: expect.stringContaining("cannot be removed again"),
    });
    const lines = await clear(acceptance());
    expect(lines).toContainEqual({
      kind: "left",
      resource: "bookmark",
      count: 2,
      seen: expect.stringContaining("403"),
    });
    expect(bookmarks(world.resources)).toHaveLength(2);
    expect(incidents(world.resources)).toEqual([]);
  });

  test("an incident that can be neither deleted nor closed is said to be left", async () => {
    const { world, acceptance } = openAcceptance();
    await write(acceptance());
    world.emulator.faults.add({ kind: "403", times: 9, when: ({ method }) => method === "DELETE" });
    world.emulator.faults.add({ kind: "403", times: 9, when: on("PUT", /incidents\/[^/]+$/i) });
    expect((await clear(acceptance())).at(-1)).toMatchObject({
      kind: "left",
      resource: "incident",
      seen: expect.stringContaining("403"),
    });
    world.emulator.faults.add({
      kind: "429",
      times: 99,
      ms: 1,
      when: on("DELETE", /incidents\/[^/]+$/i),
    });
    expect((await clear(acceptance())).at(-1)).toMatchObject({
      kind: "left",
      resource: "incident",
      seen: expect.stringContaining("429"),
    });
  });

  test("nothing is said to be left where nothing can be seen", async () => {
    const { world, acceptance } = openAcceptance();
    world.emulator.faults.add({ kind: "403", times: 99 });
    await expect(clear(acceptance())).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining("cannot be read: 403"),
    });
  });

  test("what an earlier run left is removed by the next one, once it cannot be under way any more", async () => {
    const { world, acceptance, pass } = openAcceptance();
    for (const step of [write, ask, fill]) await step(acceptance("older001"));
    await expect(write(acceptance())).rejects.toMatchObject({
      message: expect.stringMatching(
        /^another acceptance run has been in progress since .*: older001$/,
      ),
      remedy: "wait until it ends, or end it with --clear older001",
    });
    expect(incidents(world.resources)).toHaveLength(1);
    pass(31 * 60_000);
    const lines = await write(acceptance());
    expect(lines).toContainEqual({ kind: "removed", resource: "bookmark", count: 21, seen: "200" });
    expect(Object.keys(written(world.resources))).toHaveLength(4);
    expect(JSON.stringify(written(world.resources))).not.toContain("older001");
  });

  test("an earlier run is found behind many newer incidents too", async () => {
    const { world, acceptance, pass } = openAcceptance();
    await write(acceptance("older001"));
    const [older] = incidents(world.resources);
    for (let index = 0; index < 260; index++) {
      const name = `${String(index).padStart(8, "0")}-2222-4222-8222-222222222222`;
      const properties = {
        ...older!.properties,
        title: "another",
        createdTimeUtc: "2026-01-01T00:30:00Z",
      };
      world.resources.put({
        ...older!,
        id: older!.id.replace(older!.name, name),
        name,
        properties,
      });
    }
    pass(60 * 60_000);
    expect(await write(acceptance())).toContainEqual({
      kind: "removed",
      resource: "incident",
      count: 1,
      seen: "200",
    });
    expect(incidents(world.resources).filter(({ name }) => name === older!.name)).toEqual([]);
  });

  test("incidents of others, whatever they are called, are never touched", async () => {
    const { world, acceptance, pass } = openAcceptance();
    const titles = [
      "Sentinel Hunts acceptance",
      "Sentinel Hunts acceptance of wares",
      "About Sentinel Hunts acceptance abcdefgh",
    ];
    const id = (index: number) => `${index}0000000-0000-4000-8000-000000000000`;
    for (const [index, title] of titles.entries())
      await acceptance().ports.arm.send(WORKSPACE, {
        method: "PUT",
        path: `/providers/Microsoft.SecurityInsights/incidents/${id(index)}`,
        version: "2025-09-01",
        body: { properties: { title, severity: "High", status: "New" } },
      });
    const before = written(world.resources);
    pass(60 * 60_000);
    for (const step of [write, ask, fill, clear]) await step(acceptance());
    expect(written(world.resources)).toEqual(before);
  });
});

describe("each question is settled by what the service does, not by what it is taken to do", () => {
  const asked = async (unconfirmed: Partial<Unconfirmed>) => {
    const { acceptance } = openAcceptance({ unconfirmed });
    await write(acceptance());
    return factsIn(await ask(acceptance()));
  };

  test.each([
    [{ staleEtag: 409 }, "stale-etag-body", "409 Conflict: The etag is not the current one."],
    [
      { staleEtag: 412 },
      "stale-etag-header",
      "412 PreconditionFailed: The etag is not the current one.",
    ],
    [{ staleEtag: "ignored" }, "stale-etag-body", "200: the etag is ignored"],
    [{ staleEtag: "ignored" }, "stale-etag-header", "200: the etag is ignored"],
    [
      { put: "replaces" },
      "put-replaces",
      "description gone, labels gone, owner gone, firstActivityTimeUtc gone, lastActivityTimeUtc gone",
    ],
    [
      { put: "keeps" },
      "put-replaces",
      "description kept, labels kept, owner kept, firstActivityTimeUtc kept, lastActivityTimeUtc kept",
    ],
    [
      { childMovesIncident: false },
      "relation-moves-incident",
      "etag unchanged, lastModifiedTimeUtc unchanged",
    ],
    [
      { childMovesIncident: true },
      "relation-moves-incident",
      "etag changed, lastModifiedTimeUtc changed",
    ],
    [
      { childMovesIncident: true },
      "comment-moves-incident",
      "etag changed, lastModifiedTimeUtc changed",
    ],
    [{}, "incident-times", "firstActivityTimeUtc kept, lastActivityTimeUtc kept"],
    [{}, "bookmark-names", "2 of 2 are"],
    [{ bookmarkEntities: true }, "bookmark-entities", "2 entities: Host"],
    [
      { bookmarkEntities: false },
      "bookmark-entities",
      "no entities, although a related bookmark maps a host",
    ],
  ] as const)("%o: %s", async (unconfirmed, name, seen) => {
    expect((await asked(unconfirmed))[name]).toEqual({ settled: true, seen });
  });

  test("of what was refused for another reason nothing is concluded", async () => {
    const { world, acceptance } = openAcceptance();
    await write(acceptance());
    world.emulator.faults.add({ kind: "403", times: 999, when: ({ method }) => method === "PUT" });
    const facts = factsIn([...(await ask(acceptance())), ...(await fill(acceptance()))]);
    const incident = [
      "stale-etag-body",
      "stale-etag-header",
      "put-replaces",
      "incident-owner",
      "incident-title",
      "label-count",
    ] as const;
    const attached = [
      "relation-moves-incident",
      "comment-moves-incident",
      "long-comment",
      "bookmark-sizes",
      "bookmark-21",
    ] as const;
    for (const name of [...incident, ...attached])
      expect([name, facts[name]]).toEqual([
        name,
        { settled: false, seen: expect.stringContaining("403") },
      ]);
  });

  test("of what was never answered neither, and the other questions are asked all the same", async () => {
    const { world, acceptance } = openAcceptance();
    await write(acceptance());
    world.emulator.faults.add({ kind: "429", times: 4, ms: 1, when: on("POST", /entities$/) });
    const facts = factsIn(await ask(acceptance()));
    expect(facts["bookmark-entities"]).toEqual({
      settled: false,
      seen: expect.stringContaining("429 TooManyRequests"),
    });
    expect(facts["long-comment"]).toMatchObject({ settled: true });
  });

  test("the incident is left as it was", async () => {
    const { world, acceptance } = openAcceptance();
    await write(acceptance());
    const before = written(world.resources);
    const gone = ["lastModifiedTimeUtc", "description", "owner"];
    const bare = (all: Record<string, unknown>) =>
      Object.entries(all).map(([id, body]) => [
        id,
        Object.fromEntries(Object.entries(body as object).filter(([name]) => !gone.includes(name))),
      ]);
    await ask(acceptance());
    const after = written(world.resources);
    expect(bare(after).filter(([id]) => String(id) in before)).toEqual(bare(before));
  });
});

describe("what queries see", () => {
  test("rows are there after a while; the deletion of a bookmark too", async () => {
    const { acceptance } = openAcceptance({ unconfirmed: { auditReads: 2 } });
    await write(acceptance());
    await ask(acceptance());
    const seen: number[] = [];
    for (let time = 0; time < 3; time++)
      seen.push((await look(acceptance())).filter(({ kind }) => kind === "visible").length);
    expect(seen[0]).toBe(0);
    const lines = await look(acceptance());
    expect(lines.filter(({ kind }) => kind === "visible")).toHaveLength(2);
    expect(factsIn(lines)).toMatchObject({
      "incident-table": {
        settled: true,
        seen: expect.stringMatching(/^\d+ rows, ProviderName Azure Sentinel$/),
      },
      "bookmark-soft-delete": { settled: true },
      "time-received": { settled: true, seen: "yes, with a time" },
    });
  });

  test("tables that are not there are told, and settle that", async () => {
    const { acceptance } = openAcceptance({ unconfirmed: { auditTables: false } });
    await write(acceptance());
    const facts = factsIn(await look(acceptance()));
    expect(facts["incident-table"]).toEqual({
      settled: true,
      seen: expect.stringMatching(/^SecurityIncident: query of workspace <name>: 400/),
    });
    expect(facts["bookmark-table"]).toMatchObject({
      settled: true,
      seen: expect.stringMatching(/^HuntingBookmark: /),
    });
    expect(factsIn(await queries(acceptance()))["bookmark-table"]).toMatchObject({
      settled: false,
    });
  });

  test("the parser's parameters are told from a name that cannot be one", async () => {
    const row = security(
      new Date(Date.parse("2026-01-01T00:00:00Z")).toISOString(),
      "C:\\a.exe",
      "a",
      "C:\\b.exe",
    );
    const { acceptance } = openAcceptance({
      tables: new Map([["SecurityEvent", [row]]]),
      mostRows: 1_000,
    });
    const facts = factsIn(await queries(acceptance()));
    expect(facts["parser-parameters"]).toMatchObject({
      settled: true,
      seen: expect.stringMatching(/accepts starttime .*; rejects pack$/),
    });
    expect(facts["parser-ingestion"]).toMatchObject({ settled: true, seen: "in 0 of 1 rows" });
    expect(facts["row-limit"]).toEqual({ settled: true, seen: "partial result (PartialError)" });
  });

  test("no right to query leaves them open", async () => {
    const { world, acceptance } = openAcceptance();
    await write(acceptance());
    world.emulator.faults.add({
      kind: "403",
      times: 999,
      when: ({ url }) => url.pathname.endsWith("/query"),
    });
    const facts = factsIn([...(await queries(acceptance())), ...(await look(acceptance()))]);
    for (const name of [
      "parser-parameters",
      "parser-columns",
      "row-limit",
      "incident-table",
      "bookmark-table",
    ] as const)
      expect([name, facts[name]]).toEqual([
        name,
        { settled: false, seen: expect.stringContaining("403") },
      ]);
  });
});

test("a whole run sees every question, and no line holds an id or a name of the workspace", async () => {
  const { acceptance } = openAcceptance();
  const lines = [];
  for (const step of [write, ask, fill, queries, look, look, look, clear])
    lines.push(...(await step(acceptance())));
  expect(Object.keys(factsIn(lines)).sort()).toEqual(Object.keys(QUESTIONS).sort());
  const text = JSON.stringify(lines).toLowerCase();
  for (const secret of [WORKSPACE.id, WORKSPACE.subscriptionId, WORKSPACE.resourceGroup])
    expect(text).not.toMatch(new RegExp(`(?<![\\w-])${secret}(?![\\w-])`));
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
});

test("a missing workspace is one line with the remedy, and nothing is written", async () => {
  const { world, acceptance } = openAcceptance();
  const elsewhere = { ...acceptance(), workspace: { ...WORKSPACE, name: "other" } };
  await expect(write(elsewhere)).rejects.toMatchObject({
    status: 404,
    remedy: expect.stringContaining("SENTINEL_WORKSPACE_NAME"),
  });
  expect(written(world.resources)).toEqual({});
});
