import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { WORKSPACE_SETTINGS } from "../functions/app-world.ts";
import { AppHost } from "../functions/host.ts";
import { PAYLOADS } from "../functions/payloads.ts";
import { runScript } from "../infra/run-script.ts";
import { startAzurite } from "../stores/azurite.ts";
import { ROOT, temporary } from "./cli.ts";

const ended: (() => void)[] = [];
afterAll(() => {
  for (const end of ended) end();
});

/** `hunts emulator` in a process of its own; `fault`: the answers that it begins with. */
async function emulator(fault: readonly string[]): Promise<string> {
  const args = [
    "emulator",
    "--port",
    "0",
    "--resources",
    join(temporary(), "resources.jsonl"),
    ...fault,
  ];
  const child = spawn(process.execPath, [join(ROOT, "dist/hunts.mjs"), ...args]);
  ended.push(() => child.kill());
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return /http:\/\/127\.0\.0\.1:\d+/.exec(line.toString())![0];
}

/**
 * What the Functions host is for HTTP: the routes of the app, for who has the key, one at a time.
 */
async function front(app: InTurn, key: string, seen: string[]): Promise<string> {
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url!, "http://host");
    seen.push(`${request.method} ${url.pathname}`);
    if (request.headers["x-functions-key"] !== key) return response.writeHead(401).end();
    const call = { method: request.method!, query: Object.fromEntries(url.searchParams) };
    app((host) => host.http(url.pathname.replace("/api/", ""), call)).then(
      ({ status, body }) =>
        response
          .writeHead(status, { "content-type": "application/json" })
          .end(JSON.stringify(body)),
      () => response.writeHead(500).end(),
    );
    return response;
  });
  ended.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Runs one invocation after the other. */
type InTurn = <T>(invoke: (host: AppHost) => Promise<T>) => Promise<T>;
function inTurn(host: AppHost): InTurn {
  let last: Promise<unknown> = host.registered;
  return (invoke) => {
    const answer = last.then(() => invoke(host));
    last = answer.catch(() => undefined);
    return answer;
  };
}

test("the app that is deployed is verified: a lane that has not run, one that was refused, then every check", async () => {
  const azurite = await startAzurite();
  ended.push(() => azurite.stop());
  const HUNT_EMULATOR = await emulator(["--fault", "403:1"]);
  const host = new AppHost({
    ...WORKSPACE_SETTINGS,
    AzureWebJobsStorage: azurite.connection,
    HUNT_EMULATOR,
  });
  ended.push(() => host.kill());
  const app = inTurn(host);
  const seen: string[] = [];
  const address = await front(app, "the key", seen);
  /** A tick of the lane, once health was asked a few times more. */
  const tick = async () => {
    const asked = seen.length + 2;
    while (seen.length < asked) await new Promise((resolve) => setTimeout(resolve, 20));
    await app((one) => one.timer("huntDefault", PAYLOADS.scheduled));
  };

  const wrong = await runScript("verify-deployment", [address, "--wait", "60", "--pause", "60"], {
    HUNTS_FUNCTION_KEY: "another",
  });
  expect([wrong.code, wrong.lines.map((line) => line.slice(0, 20).trim())]).toEqual([
    1,
    ["failed  health: 401:", "failed  doctor: 401:"],
  ]);

  const verified = runScript("verify-deployment", [address, "--wait", "170", "--pause", "0.2"], {
    HUNTS_FUNCTION_KEY: "the key",
  });
  await tick();
  await tick();
  const { code, lines } = await verified;
  expect(lines.slice(0, 3)).toEqual([
    "waiting health: lane Default has not run yet",
    expect.stringMatching(
      /^waiting health: lane Default: \d+ of \d+ jobs failed; the log has the reason \(Application Insights, AppTraces \| where SeverityLevel >= 3\)$/,
    ),
    expect.stringMatching(/^ok {6}health: /),
  ]);
  const words = lines.slice(3).map((line) => line.slice(0, 8).trim());
  expect(words.length).toBeGreaterThan(8);
  expect(words.filter((word) => !["ok", "warning", "skipped"].includes(word))).toEqual([]);
  expect(lines.at(-1)).toMatch(/^ok {6}doctor: \d+ checks, 0 failed$/);
  expect(code).toBe(0);
});

/** What a person sees who verifies an app whose lane has run once over such an emulator. */
async function verifyOver(options: readonly string[]) {
  const azurite = await startAzurite();
  ended.push(() => azurite.stop());
  const HUNT_EMULATOR = await emulator(options);
  const host = new AppHost({
    ...WORKSPACE_SETTINGS,
    AzureWebJobsStorage: azurite.connection,
    HUNT_EMULATOR,
  });
  ended.push(() => host.kill());
  const app = inTurn(host);
  const address = await front(app, "the key", []);
  await app((one) => one.timer("huntDefault", PAYLOADS.scheduled));
  return runScript("verify-deployment", [address, "--wait", "60", "--pause", "60"], {
    HUNTS_FUNCTION_KEY: "the key",
  });
}

test.each([
  ["403", /^failed {2}\S+ workspace: .*\b403\b.*; \S/],
  ["404-workspace", /^failed {2}\S+ workspace: .*\b404\b.*; \S/],
  ["429-no-header", /^failed {2}\S+ workspace: .*\b429\b.*; \S/],
])(
  "a workspace that goes on answering %s is named with what to do, and the exit code is 1",
  async (fault, told) => {
    const { code, lines } = await verifyOver(["--fault", `${fault}:100000`]);
    expect(lines.filter((line) => told.test(line))).toHaveLength(1);
    expect(
      lines.some((line) => /^failed {2}health: lane Default: \d+ of \d+ jobs failed/.test(line)),
    ).toBe(true);
    expect(code).toBe(1);
  },
);

test("a workspace that lacks tables is well, and what it lacks is named", async () => {
  const { code, lines } = await verifyOver(["--tables", "SecurityEvent"]);
  expect(lines.filter((line) => line.startsWith("warning"))).toEqual([
    expect.stringMatching(
      /^warning \S+ tables: WindowsEvent, DeviceProcessEvents: not in the workspace; \S/,
    ),
  ]);
  expect(code).toBe(0);
});
