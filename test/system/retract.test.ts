import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Fault, FaultKind } from "../../src/emulator/faults.ts";
import { listen } from "../../src/emulator/server.ts";
import { DAY } from "../../src/hunt/base/window.ts";
import { runWindows } from "../../src/hunt/runs/range.ts";
import { type AppServer, FUNCTION_KEY, serveApp } from "../functions/app-server.ts";
import { type AppWorld, openAppWorld, WORKSPACE_SETTINGS } from "../functions/app-world.ts";
import { AppHost } from "../functions/host.ts";
import { PAYLOADS } from "../functions/payloads.ts";
import { createWorld, incidents, seedRule, shell, WORKSPACE, type World } from "../harness.ts";
import { builtHunts, hunts, jsonLines, type Ran, temporary } from "./cli.ts";

const RULE = "rundll32-command-shell";
const statuses = (world: World) =>
  incidents(world.resources).map(({ properties }) => properties["status"]);

describe("over a local run, as README and docs/acceptance.md have it", () => {
  const out = temporary();
  const asked = [
    "retract",
    "--rule",
    RULE,
    "--from",
    "2020-01-01",
    "--to",
    "2024-01-01",
    "--out",
    out,
  ];

  test("what would be closed is said; --apply closes it; a second time nothing; a run after it makes nothing anew", async () => {
    await hunts(["run", "--rule", RULE, "--out", out]);
    const dry = await builtHunts(asked);
    expect([dry.code, dry.err]).toEqual([0, ""]);
    expect(dry.out).toMatch(/^planned #1 Command shell started by rundll32: workstation5\n/);
    expect(dry.out).toContain(
      "2 would be closed, 0 left alone, 0 retracted before, 0 failed\nNothing was written;",
    );
    const done = await hunts([...asked, "--apply"]);
    expect(done.code).toBe(0);
    expect(done.out).toContain(
      "2 closed, 0 left alone, 0 retracted before, 0 failed\nTheir bookmarks stay. A later run does not open them again.\n",
    );
    const again = await hunts([...asked, "--apply"]);
    expect([again.code, again.out]).toEqual([
      0,
      expect.stringContaining("0 closed, 0 left alone, 2 retracted before"),
    ]);
    expect((await hunts(["run", "--rule", RULE, "--out", out])).out).toContain(
      "Resources: existing 43, new 0\n",
    );
    expect((await hunts(asked)).out).toContain(
      "0 would be closed, 0 left alone, 2 retracted before",
    );
  });

  test("a time without incidents", async () => {
    const { code, out: said } = await hunts([
      "retract",
      "--rule",
      RULE,
      "--from",
      "2019-01-01",
      "--to",
      "2020-01-01",
      "--out",
      out,
    ]);
    expect([code, said]).toEqual([
      0,
      `no incidents of ${RULE} from 2019-01-01T00:00:00.000Z to 2020-01-01T00:00:00.000Z\n`,
    ]);
  });
});

test.each([
  [["retract"], "name --run ID, or --rule, --from and --to"],
  [
    ["retract", "--rule", RULE, "--from", "2026-01-01"],
    "name --run ID, or --rule, --from and --to",
  ],
  [
    ["retract", "--rule", RULE, "--from", "2026-01-02", "--to", "2026-01-01"],
    "--from is not before --to",
  ],
  [
    ["retract", "--rule", "rundll32-lolbinn", "--from", "2026-01-01", "--to", "2026-01-02"],
    "did you mean rundll32-lolbin?",
  ],
  [["retract", "--run", "1"], "add --live and --app URL"],
  [["retract", "--run", "1", "--rule", RULE], "--run already names the rule and the time"],
  [
    ["retract", "--live", "--rule", RULE, "--from", "2026-01-01", "--to", "2026-01-02"],
    "--live needs a workspace",
  ],
  [
    ["retract", "--app", "https://x", "--rule", RULE, "--from", "2026-01-01", "--to", "2026-01-02"],
    "--app needs --run",
  ],
])("%j could not start", async (args, message) => {
  expect(await hunts(args)).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining(message),
  });
});

describe("live, over HTTP", () => {
  const START = Date.parse("2025-12-20T00:00:00Z");
  const closing: (() => void)[] = [];
  afterAll(() => {
    for (const close of closing) close();
  });

  /** Three incidents of a day that somebody's wrong rule made. */
  async function open(): Promise<{ world: World; retract: (...args: string[]) => Promise<Ran> }> {
    const events = [1, 2, 3].map((hour) =>
      shell(new Date(START + hour * 3_600_000).toISOString(), {
        host: `ws${hour}`,
        pid: `${hour}`,
      }),
    );
    const world = createWorld({ tables: new Map([["WindowsEvent", events]]) });
    await runWindows(
      seedRule(RULE),
      WORKSPACE,
      [{ window: { from: START, to: START + DAY }, empty: false }],
      world.ports,
    );
    const { server, port } = await listen(world.emulator, 0);
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const environment = {
      ...WORKSPACE_SETTINGS,
      HUNT_EMULATOR: `http://127.0.0.1:${port}`,
      DRY_RUN: "true",
    };
    const what = ["--rule", RULE, "--from", "2025-12-20", "--to", "2025-12-21"];
    return {
      world,
      retract: (...args) => hunts(["retract", "--live", ...what, ...args], environment),
    };
  }

  test("what somebody touched is left alone with the reason; the rest is closed, in a dry configuration too", async () => {
    const { world, retract } = await open();
    const [first] = incidents(world.resources);
    world.resources.put({
      ...first!,
      properties: {
        ...first!.properties,
        owner: { assignedTo: "Ann\u001b[31m" },
        status: "Active",
      },
    });
    const { code, out } = await retract("--apply");
    expect([code, statuses(world)]).toEqual([0, ["Active", "Closed", "Closed"]]);
    expect(out).toContain("left    #1 Command shell started by rundll32: ws1: it is Active\n");
    expect(out).toContain(
      "3 incidents of rundll32-command-shell from 2025-12-20T00:00:00.000Z to 2025-12-21T00:00:00.000Z: 2 closed, 1 left alone",
    );
    const lines = jsonLines((await retract("--json")).out);
    expect(lines.map(({ kind, state, why }) => [kind, state, why])).toEqual([
      ["retraction", "left", "it is Active"],
      ["retraction", "before", ""],
      ["retraction", "before", ""],
    ]);
  });

  const list: NonNullable<Fault["when"]> = ({ url }) => url.searchParams.get("$orderby") !== null;
  test.each<[FaultKind, number, string]>([
    ["403", 99, "403 InsufficientAccessError"],
    ["404-workspace", 99, "check SENTINEL_SUBSCRIPTION_ID"],
    ["429", 99, "429 TooManyRequests"],
    ["429-no-header", 99, "429 TooManyRequests"],
    ["400-not-onboarded", 99, "onboard the workspace to Microsoft Sentinel"],
  ])(
    "a list that is answered with %s: one line, nothing is closed, exit code 2",
    async (kind, times, message) => {
      const { world, retract } = await open();
      world.emulator.faults.add({ kind, times, ms: 1, when: list });
      expect(await retract("--apply")).toMatchObject({
        code: 2,
        out: "",
        err: expect.stringContaining(message),
      });
      expect(statuses(world)).toEqual(["New", "New", "New"]);
    },
  );

  test.each<[FaultKind, string]>([
    ["403", "Microsoft Sentinel Responder"],
    ["404", "404 ResourceNotFound"],
    ["429", "429 TooManyRequests"],
    ["429-no-header", "429 TooManyRequests"],
  ])(
    "one that may not be written (%s) is a failure of its own, exit code 1",
    async (kind, message) => {
      const { world, retract } = await open();
      const { name } = incidents(world.resources)[1]!;
      world.emulator.faults.add({
        kind,
        times: 9,
        ms: 1,
        when: ({ method, url }) => method === "PUT" && url.pathname.endsWith(name),
      });
      const { code, out } = await retract("--apply");
      expect([code, statuses(world)]).toEqual([1, ["Closed", "New", "Closed"]]);
      expect(out).toMatch(
        new RegExp(
          `\\nfailed {2}#2 Command shell started by rundll32: ws2: closing of incident .*${message}`,
        ),
      );
      expect(out).toContain("2 closed, 0 left alone, 0 retracted before, 1 failed");
    },
  );

  test.each<FaultKind>(["409", "412"])(
    "one that somebody changed meanwhile (%s) is left alone",
    async (kind) => {
      const { world, retract } = await open();
      world.emulator.faults.add({ kind, when: ({ method }) => method === "PUT" });
      const { code, out } = await retract("--apply");
      expect([code, out]).toEqual([
        0,
        expect.stringContaining("ws1: somebody changed it in the meantime\n"),
      ]);
      expect(statuses(world)).toEqual(["New", "Closed", "Closed"]);
    },
  );

  test("a moment of 429 on the way changes nothing", async () => {
    const { world, retract } = await open();
    world.emulator.faults.add({ kind: "429", times: 2, ms: 1, when: list });
    world.emulator.faults.add({
      kind: "429",
      times: 2,
      ms: 1,
      when: ({ method }) => method === "PUT",
    });
    expect((await retract("--apply")).code).toBe(0);
    expect(statuses(world)).toEqual(["Closed", "Closed", "Closed"]);
  });

  test("tables play no part in it", async () => {
    const { world, retract } = await open();
    world.emulator.faults.add({
      kind: "404",
      times: 99,
      when: ({ url }) => url.pathname.endsWith("/query"),
    });
    expect((await retract("--apply")).code).toBe(0);
    expect(statuses(world)).toEqual(["Closed", "Closed", "Closed"]);
  });
});

describe("a run that the function app was asked for", () => {
  const now = Date.now();
  const at = (days: number) => new Date(now - days * DAY).toISOString();
  let app: AppWorld;
  let host: AppHost;
  let server: AppServer;
  beforeAll(async () => {
    const events = [3.1, 3.2].map((days, index) =>
      shell(at(days), { host: `ws${index}`, pid: `${index}` }),
    );
    app = await openAppWorld({ tables: new Map([["WindowsEvent", events]]), clock: Date.now });
    host = new AppHost(app.settings);
    server = await serveApp(host);
  });
  afterAll(() => {
    server?.close();
    host?.kill();
    app?.close();
  });

  const ask = async (dry: boolean, from = at(4)) => {
    const body = JSON.stringify({ rule: RULE, from, to: at(2), dry });
    return String((await host.http("askRun", { method: "POST", body })).body.id);
  };
  const tick = () => host.timer("huntDefault", PAYLOADS.scheduled);
  const environment = () => ({
    ...WORKSPACE_SETTINGS,
    HUNT_EMULATOR: app.settings["HUNT_EMULATOR"]!,
    HUNTS_FUNCTION_KEY: FUNCTION_KEY,
  });
  const retract = (id: string, ...args: string[]) =>
    hunts(["retract", "--live", "--app", server.address, "--run", id, ...args], environment());

  test("is known to the app: rule, time and when it was asked for; its incidents are closed by one's own identity", async () => {
    const dry = await ask(true);
    expect(await retract(dry)).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /has not finished: \d of its windows are waiting; retract it after/,
      ),
    });
    await tick();
    expect(await retract(dry, "--apply")).toMatchObject({
      code: 0,
      out: `run ${dry} was dry: it wrote nothing\n`,
    });
    const bad = await ask(false);
    await tick();
    expect(statuses(app.world)).toEqual(["New", "New"]);
    const done = await retract(bad, "--apply");
    expect([done.code, done.out]).toEqual([
      0,
      expect.stringContaining(`2 incidents of run ${bad} of ${RULE}: 2 closed`),
    ]);
    expect(incidents(app.world.resources)[0]!.properties["classificationComment"]).toContain(
      `run ${bad}`,
    );
    expect((await retract(bad, "--apply")).out).toContain("2 retracted before");
  });

  test("incidents that were there before a run are not of it, and a later run opens nothing", async () => {
    const before = incidents(app.world.resources);
    const later = await ask(false);
    await tick();
    expect(incidents(app.world.resources)).toEqual(before);
    expect(await retract(later)).toMatchObject({
      code: 0,
      out: `no incidents of run ${later} of ${RULE}\n`,
    });
  });

  test.each([
    ["no id", "7", 2, "--run 7 is not the id of a run"],
    [
      "nobody asked for",
      "11111111-1111-4111-8111-111111111111",
      2,
      "404: there is no such run; finished runs are kept for 30 days",
    ],
  ])("%s", async (_name, id, code, message) => {
    expect(await retract(id)).toMatchObject({
      code,
      out: "",
      err: expect.stringContaining(message),
    });
  });

  test.each([
    [403, {}, "look at its access restrictions"],
    [404, {}, "this version of the app is deployed there"],
    [429, { "retry-after": "0" }, "the app is busy; try again in a minute"],
    [429, {}, "the app is busy; try again in a minute"],
  ])("an app that answers %i %o", async (status, headers, message) => {
    server.instead(status, headers as Record<string, string>, status === 429 ? 4 : 1);
    expect(await retract("11111111-1111-4111-8111-111111111111")).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining(message),
    });
  });
});
