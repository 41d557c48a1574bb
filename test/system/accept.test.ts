import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { QUESTIONS } from "../../src/acceptance/questions.ts";
import type { Fault, FaultKind } from "../../src/emulator/faults.ts";
import { listen } from "../../src/emulator/server.ts";
import { type AppServer, FUNCTION_KEY, serveApp } from "../functions/app-server.ts";
import {
  type AppWorld,
  endAcceptanceLease,
  openAppWorld,
  WORKSPACE_SETTINGS,
} from "../functions/app-world.ts";
import { AppHost } from "../functions/host.ts";
import {
  createWorld,
  shell,
  WORKSPACE,
  type World,
  type WorldOptions,
  written,
} from "../harness.ts";
import { builtHunts, hunts, jsonLines, type Ran } from "./cli.ts";

const tables = () =>
  new Map([["WindowsEvent", [shell(new Date(Date.now() - 60_000).toISOString())]]]);
const QUICK = ["--poll", "0"];
const total = Object.keys(QUESTIONS).length;

/** Half a million rows take the emulator seconds: one test asks for them. */
const NO_ROW_LIMIT: Fault = {
  kind: "413",
  times: 9_999,
  when: ({ body }) => body.includes("500001"),
};

/** No id, name or key of the tenant. */
function expectRedacted({ out }: Ran, more: readonly string[] = []): void {
  for (const secret of [WORKSPACE.id, WORKSPACE.subscriptionId, FUNCTION_KEY, "127.0.0.1", ...more])
    expect(out).not.toContain(secret);
  expect(out).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/i);
}

test("over the emulator a newcomer sees a whole record, which says that it proves nothing about Azure", async () => {
  const ran = await builtHunts(["accept", "--apply"]);
  expect([ran.code, ran.err]).toEqual([0, ""]);
  expect(ran.out).toMatch(/^Sentinel Hunts acceptance [a-z0-9]{8}, /);
  expect(ran.out).toContain("run with the emulator, which proves nothing about Azure\n");
  expect(ran.out).toMatch(
    /written {2}incident in .*: read after .*, listed after .*, in SecurityIncident after 60\.0 s\n/,
  );
  expect(ran.out).toContain("\nremoved  1 incident\n");
  expect(ran.out).toContain(`\n${total} questions: `);
  expectRedacted(ran);
});

test("without --apply nothing is written, and what would be is said", async () => {
  const { code, out } = await hunts(["accept"]);
  expect([code, out]).toEqual([0, expect.stringContaining("nothing is written without --apply")]);
  expect(out).toContain(`prints the answers to ${total} questions`);
});

test.each([
  [["accept", "--app", "https://x.azurewebsites.net"], "--app needs --live"],
  [["accept", "--live"], "--live needs a workspace"],
  [
    ["accept", "--live", "--app", "https://x.azurewebsites.net"],
    "put it into the environment variable HUNTS_FUNCTION_KEY",
  ],
  [["accept", "--live", "--app", "http://x.azurewebsites.net"], "is not an https address"],
  [["accept", "--live", "--app", "https://k@x.azurewebsites.net"], "is not an https address"],
  [["accept", "--apply", "--wait", "soon"], "--wait soon is not a number of minutes"],
  [["accept", "--apply", "--clear", "../x"], "--clear ../x is not a run"],
  [
    ["accept", "--apply", "--workspace", "other"],
    "--workspace other matches no workspace; choose one of local",
  ],
])("%j could not start", async (args, message) => {
  expect(await hunts(args)).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining(message),
  });
});

test("of several workspaces one is named, by its name or its id", async () => {
  const { subscriptionId, resourceGroup } = WORKSPACE;
  const of = (workspaceName: string, workspaceId: string) => ({
    workspaceId,
    subscriptionId,
    resourceGroup,
    workspaceName,
  });
  const workspaces = [
    of("one", WORKSPACE.id),
    of("two", WORKSPACE.subscriptionId),
    of("two", "00000000-0000-4000-8000-000000000009"),
  ];
  const settings = { WORKSPACES: JSON.stringify([{ lane: "Main", workspaces }]) };
  const accept = (...args: string[]) => hunts(["accept", "--live", ...args], settings);
  expect(await accept()).toMatchObject({
    code: 2,
    err: "there are 3 workspaces; name one of one, two, two with --workspace\n",
  });
  expect(await accept("--workspace", "two")).toMatchObject({
    code: 2,
    err: expect.stringContaining("name it by its id"),
  });
  expect(await accept("--workspace", "ONE")).toMatchObject({
    code: 0,
    out: expect.stringContaining("reaches workspace one;"),
  });
  expect(await accept("--workspace", WORKSPACE.subscriptionId)).toMatchObject({
    code: 0,
    out: expect.stringContaining("workspace two;"),
  });
});

test("a function key in the environment is no wrong setting", async () => {
  expect(await hunts(["check"], { HUNTS_FUNCTION_KEY: FUNCTION_KEY })).toMatchObject({ code: 0 });
});

describe("with one's own identity, over HTTP", () => {
  const closing: (() => void)[] = [];
  afterAll(() => {
    for (const close of closing) close();
  });

  async function open(
    options: WorldOptions = {},
  ): Promise<{ world: World; accept: (...args: string[]) => Promise<Ran> }> {
    const world = createWorld({ tables: tables(), unconfirmed: {}, clock: Date.now, ...options });
    world.emulator.faults.add(NO_ROW_LIMIT);
    const { server, port } = await listen(world.emulator, 0);
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const environment = { ...WORKSPACE_SETTINGS, HUNT_EMULATOR: `http://127.0.0.1:${port}` };
    return {
      world,
      accept: (...args) => hunts(["accept", "--live", ...args, ...QUICK], environment),
    };
  }

  test("the record as JSON: a line a resource, a question, and what was removed", async () => {
    const { world, accept } = await open();
    const ran = await accept("--apply", "--json");
    const lines = jsonLines(ran.out);
    expect(ran.code).toBe(0);
    expect(lines[0]).toMatchObject({
      kind: "acceptance",
      own: { version: "0.1.0" },
      identity: "emulator",
      versions: { incidents: "2025-09-01" },
    });
    expect(
      lines.filter(({ kind }) => kind === "resource").map(({ resource, ok }) => [resource, ok]),
    ).toEqual(["incident", "bookmark", "relation", "comment"].map((resource) => [resource, true]));
    expect(lines.filter(({ kind }) => kind === "fact")).toHaveLength(total);
    expect(
      lines
        .filter(({ kind }) => kind === "end")
        .map(({ state, resource }) => `${state} ${resource}`),
    ).toEqual(["removed bookmark", "removed incident"]);
    expect(written(world.resources)).toEqual({});
    expectRedacted(ran);
  });

  test.each<[FaultKind, string]>([
    [
      "403",
      "list of incidents of local: 403 InsufficientAccessError: The provided credentials have insufficient access",
    ],
    [
      "404-workspace",
      "404 ResourceNotFound: The Resource 'Microsoft.OperationalInsights/workspaces/local'",
    ],
    ["429", "429 TooManyRequests"],
    ["429-no-header", "429 TooManyRequests"],
    ["unreachable", "cannot be reached"],
  ])(
    "a workspace that answers %s only: told in one line, nothing was written, exit code 1",
    async (kind, message) => {
      const { world, accept } = await open();
      world.emulator.faults.add({
        kind,
        times: 9_999,
        ms: 1,
        when: ({ url }) => url.pathname.includes("SecurityInsights"),
      });
      const { code, out, err } = await accept("--apply");
      expect([code, err]).toEqual([1, expect.stringContaining(message)]);
      expect(err.split("\n").filter((line) => line.startsWith("problem"))).not.toEqual([]);
      expect(out).toContain(`${total} questions: 0 settled, ${total} open`);
      expect(written(world.resources)).toEqual({});
    },
  );

  test.each<FaultKind>(["429", "429-no-header"])(
    "one %s on the way changes nothing",
    async (kind) => {
      const { world, accept } = await open();
      world.emulator.faults.add({ kind, times: 2, ms: 1, when: ({ method }) => method === "PUT" });
      expect((await accept("--apply")).code).toBe(0);
      expect(written(world.resources)).toEqual({});
    },
  );

  test("no right to write bookmarks: said with the role, the rest is looked at, exit code 1", async () => {
    const { world, accept } = await open();
    world.emulator.faults.add({
      kind: "403",
      times: 99,
      when: ({ method, url }) => method === "PUT" && /bookmarks/i.test(url.pathname),
    });
    const { code, out } = await accept("--apply", "--wait", "0");
    expect(code).toBe(1);
    expect(out).toMatch(
      /\nfailed {3}bookmark: write of bookmark <id>: 403 InsufficientAccessError/,
    );
    expect(out).toMatch(/\nsettled {2}stale-etag-body/);
    expect(out).toContain("\nremoved  1 incident\n");
    expect(written(world.resources)).toEqual({});
  });

  test("a deployment that may write bookmarks only shows that, and that it may not write incidents", async () => {
    const { world, accept } = await open();
    world.emulator.faults.add({
      kind: "403",
      times: 99,
      when: ({ method, url }) => method !== "GET" && /\/incidents\//i.test(url.pathname),
    });
    const { code, out } = await accept("--apply");
    expect(code).toBe(1);
    expect(out).toMatch(
      /\nfailed {3}incident: write of incident <id>: 403 .*\nwritten {2}bookmark in .*, in HuntingBookmark after 60\.0 s\n\n/,
    );
    expect(out).toMatch(/\nsettled {2}bookmark-sizes/);
    expect(out).toContain("\nremoved  1 bookmark\n");
    expect(written(world.resources)).toEqual({});
  });

  test("least rights: what may not be deleted is closed or stays, said with what to do", async () => {
    const { world, accept } = await open();
    world.emulator.faults.add({
      kind: "403",
      times: 9_999,
      when: ({ method }) => method === "DELETE",
    });
    const { code, out } = await accept("--apply");
    expect(code).toBe(0);
    expect(out).toMatch(/\nleft {5}2 bookmarks: 403 .*; delete it in the portal, by its name\n/);
    expect(out).toMatch(
      /\nclosed {3}1 incident as Undetermined: the identity has no right to delete it \(403 /,
    );
    expect(
      Object.values(written(world.resources)).map(
        (body) => (body as { status?: string }).status ?? "-",
      ),
    ).toContain("Closed");
  });

  test("tables that are not there: said, and not waited for", async () => {
    const { accept } = await open({ unconfirmed: { auditTables: false } });
    const { code, out } = await accept("--apply");
    expect(code).toBe(0);
    expect(out).toContain("in SecurityIncident not in time");
    expect(out).toMatch(
      /\nsettled {2}incident-table: .*\n {9}SecurityIncident: query of workspace <name>: 400 BadArgumentError/,
    );
  });

  test("rows that do not come within the wait are said not to have come", async () => {
    const { accept } = await open({ unconfirmed: { auditReads: 9_999 } });
    const { code, out } = await accept("--apply", "--wait", "0");
    expect(code).toBe(0);
    expect(out).toContain("in HuntingBookmark not in time");
    expect(out).toMatch(/\nopen {5}incident-table: .*\n {9}not seen in this run\n/);
  });

  test("a run that was broken off is named by the next one, and cleared by its name", async () => {
    const { world, accept } = await open();
    world.emulator.faults.add({
      kind: "unreachable",
      times: 9_999,
      when: ({ method }) => method === "DELETE",
    });
    const broken = await accept("--apply", "--json", "--wait", "0");
    const run = String(jsonLines(broken.out)[0]!["run"]);
    expect([broken.code, broken.err]).toEqual([1, expect.stringContaining(`--clear ${run}`)]);
    for (const _ of Array.from({ length: 9_999 }))
      world.emulator.faults.take({
        method: "DELETE",
        url: new URL("https://x/"),
        headers: { get: () => undefined },
        body: "",
      });
    const second = await accept("--apply", "--wait", "0");
    expect([second.code, second.err]).toEqual([
      1,
      expect.stringContaining(`end it with --clear ${run}`),
    ]);
    const cleared = await accept("--apply", "--clear", run);
    expect(cleared).toMatchObject({
      code: 0,
      out: expect.stringMatching(/removed {2}1 incident: 200\n$/),
    });
    expect(written(world.resources)).toEqual({});
    expect((await accept("--apply", "--clear", run)).out).toBe(`nothing is left of run ${run}\n`);
  });
});

describe("by the deployed app, with its function key", () => {
  let app: AppWorld;
  let host: AppHost;
  let server: AppServer;
  beforeAll(async () => {
    app = await openAppWorld({ tables: tables(), unconfirmed: {}, clock: Date.now });
    app.world.emulator.faults.add(NO_ROW_LIMIT);
    host = new AppHost(app.settings);
    server = await serveApp(host);
  });
  afterAll(() => {
    server?.close();
    host?.kill();
    app?.close();
  });
  beforeEach(() => endAcceptanceLease(app));

  const accept = (args: readonly string[], key = FUNCTION_KEY) =>
    hunts(["accept", "--live", "--app", server.address, ...args, ...QUICK], {
      HUNTS_FUNCTION_KEY: key,
    });

  test("the app does it with its own rights; its address and key are nowhere in what is printed", async () => {
    const ran = await accept(["--apply"]);
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(
      /\nrun with the function app's own identity\nsentinel-hunts 0\.1\.0 \([^)]+\), app 0\.1\.0 \([^)]+\); AzurePublic; API /,
    );
    expect(ran.out).toContain("\nremoved  1 incident\n");
    expect(written(app.world.resources)).toEqual({});
    expectRedacted(ran);
    expect(ran.err).not.toContain(FUNCTION_KEY);
  });

  test("a second run within half an hour is refused in one line, and nothing of it is written", async () => {
    expect((await accept(["--apply"])).code).toBe(0);
    const { code, err } = await accept(["--apply"]);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /409: run: is refused: there was one in this workspace in the last half hour/,
      ),
    ]);
    expect(written(app.world.resources)).toEqual({});
  });

  test("without --apply it is asked which workspaces it has, and nothing else", async () => {
    const { code, out } = await accept([]);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining(
        "the function app reaches workspace local; nothing is written without --apply",
      ),
    ]);
  });

  test.each<[string, number, Readonly<Record<string, string>>, number, string]>([
    ["no access from here", 403, {}, 1, "look at its access restrictions"],
    ["another app", 404, {}, 1, "this version of the app is deployed there"],
    ["busy", 429, { "retry-after": "0" }, 9, "the app is busy; try again in a minute"],
    ["busy without a word", 429, {}, 9, "the app is busy; try again in a minute"],
  ])(
    "%s: one line with what to do, exit code 2",
    async (_name, status, headers, times, message) => {
      server.instead(status, headers, Math.min(times, 4));
      expect(await accept(["--apply"])).toMatchObject({
        code: 2,
        out: "",
        err: expect.stringContaining(message),
      });
    },
  );

  test("a wrong key: one line, and the key is not in it", async () => {
    const { code, err } = await accept(["--apply"], "another-key");
    expect([code, err]).toEqual([2, expect.stringContaining("check HUNTS_FUNCTION_KEY")]);
    expect(err).not.toContain("another-key");
  });

  test("a gateway that is busy in the middle is asked again", async () => {
    const { code } = await (async () => {
      server.instead(429, { "retry-after": "0" });
      return accept(["--apply"]);
    })();
    expect(code).toBe(0);
  });

  test("what the app says of Azure is told as it says it, exit code 1", async () => {
    app.world.emulator.faults.add({
      kind: "403",
      times: 1,
      when: ({ url }) => url.pathname.includes("SecurityInsights"),
    });
    const { code, err } = await accept(["--apply"]);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /POST \/api\/accept\/[a-z0-9]{8}\/write: 503: .*give the identity its role/,
      ),
    ]);
  });
});
