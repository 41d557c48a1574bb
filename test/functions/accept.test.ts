import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { incidents, shell, WORKSPACE, written } from "../harness.ts";
import { type AppWorld, endAcceptanceLease, openAppWorld } from "./app-world.ts";
import { AppHost, type HttpCall } from "./host.ts";

const RUN = "abcd1234";
let app: AppWorld;
let host: AppHost;
beforeAll(async () => {
  const tables = new Map([["WindowsEvent", [shell(new Date(Date.now() - 60_000).toISOString())]]]);
  app = await openAppWorld({ tables, unconfirmed: {}, clock: Date.now }, { DRY_RUN: "true" });
  host = new AppHost(app.settings);
});
afterAll(() => {
  host?.kill();
  app?.close();
});
beforeEach(() => endAcceptanceLease(app));

const call = (method: string, step: string, more: HttpCall = {}) =>
  host.http("accept", {
    method,
    params: { run: RUN, step },
    query: { workspace: WORKSPACE.id },
    ...more,
  });

test("the workspaces and versions are told, and nothing of their places", async () => {
  const { status, body } = await host.http("accept");
  expect([status, body]).toEqual([
    200,
    {
      workspaces: [{ id: WORKSPACE.id, name: WORKSPACE.name }],
      cloud: "AzurePublic",
      parser: "_Im_ProcessCreate",
      versions: { incidents: "2025-09-01", bookmarks: "2025-10-01-preview" },
      version: "0.1.0",
      commit: expect.any(String),
    },
  ]);
});

test("a step a request, with the app's own clients, in a dry app too; the last one leaves nothing", async () => {
  const steps = ["write", "ask", "fill"];
  for (const step of steps) expect((await call("POST", step)).status).toBe(200);
  expect(incidents(app.world.resources)).toHaveLength(1);
  const { body: queried } = await call("GET", "queries");
  expect(queried.lines).toContainEqual(
    expect.objectContaining({ fact: "parser-parameters", settled: true }),
  );
  const { body: looked } = await call("GET", "look");
  expect(looked.lines).toContainEqual({
    kind: "fact",
    fact: "portal-link",
    settled: true,
    seen: "no",
  });
  const { body: cleared } = await call("POST", "clear");
  expect(cleared.lines).toContainEqual({
    kind: "removed",
    resource: "bookmark",
    count: 21,
    seen: "200",
  });
  expect(written(app.world.resources)).toEqual({});
});

test.each<[string, string, string, HttpCall, number, string]>([
  [
    "no run",
    "POST",
    "write",
    { params: { step: "write" } },
    400,
    "run: must be eight lowercase letters and digits",
  ],
  [
    "a run with other letters",
    "POST",
    "write",
    { params: { run: "../../x1", step: "write" } },
    400,
    "run: must be",
  ],
  [
    "no such step",
    "POST",
    "wipe",
    {},
    400,
    "step: is none; there are write, ask, fill, queries, look, clear",
  ],
  ["a name of every object", "POST", "constructor", {}, 400, "step: is none"],
  ["a writing step by GET", "GET", "clear", {}, 405, "step: writes; send POST"],
  [
    "another workspace",
    "POST",
    "write",
    { query: { workspace: "99999999-9999-4999-8999-999999999999" } },
    404,
    "workspace: is none of this app's",
  ],
  ["no workspace", "POST", "write", { query: {} }, 404, "workspace: is none"],
])(
  "%s is refused, and nothing is written",
  async (_name, method, step, more, expected, message) => {
    const { status, body } = await call(method, step, more);
    expect([status, body.problems.join()]).toEqual([expected, expect.stringContaining(message)]);
    expect(written(app.world.resources)).toEqual({});
  },
);

test("what Azure answers in place of an answer is 503 with one line", async () => {
  app.world.emulator.faults.add({
    kind: "403",
    times: 1,
    when: ({ url }) => url.pathname.includes("SecurityInsights"),
  });
  const { status, body } = await call("POST", "write");
  expect([status, body.problems]).toEqual([
    503,
    [expect.stringContaining("give the identity its role")],
  ]);
});

test("one run in half an hour and workspace: whoever asks, under whichever name, and however the last one ended", async () => {
  const refused = [
    409,
    [
      "run: is refused: there was one in this workspace in the last half hour; wait, then run it again",
    ],
  ];
  const again = async (run: string) => {
    const { status, body } = await call("POST", "write", { params: { run, step: "write" } });
    return [status, body.problems];
  };
  expect((await call("POST", "write")).status).toBe(200);
  expect([await again("other123"), await again(RUN)]).toEqual([refused, refused]);
  await call("POST", "clear");
  expect([await again("other123"), await again(RUN)]).toEqual([refused, refused]);
  expect(written(app.world.resources)).toEqual({});
  await endAcceptanceLease(app);
  expect((await call("POST", "write")).status).toBe(200);
  await call("POST", "clear");
});

test.each(["ask", "fill"])("%s without a run writes nothing", async (step) => {
  const { status, body } = await call("POST", step);
  expect([status, body.problems]).toEqual([
    503,
    [expect.stringContaining("start a run with the step `write`")],
  ]);
  expect(written(app.world.resources)).toEqual({});
});
