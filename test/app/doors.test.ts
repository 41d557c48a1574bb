import { readdirSync, readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { dirname, join, relative, resolve } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { run } from "../../src/cli/commands/run.ts";
import { listen } from "../../src/emulator/server.ts";
import { heard } from "../cli/heard.ts";
import { WORKSPACE_SETTINGS } from "../functions/app-world.ts";
import { AppHost } from "../functions/host.ts";
import { PAYLOADS } from "../functions/payloads.ts";
import { createWorld, RULES, shell } from "../harness.ts";
import { startAzurite } from "../stores/azurite.ts";
import { temporary } from "../system/cli.ts";

const ROOT = join(import.meta.dirname, "../..");
const RULE = "rundll32-command-shell";
const DAY = 86_400_000;

const ended: (() => void)[] = [];
afterAll(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  for (const end of ended) end();
});

interface Sent {
  readonly request: string;
  readonly body: string;
}

/** A workspace of its own behind a port, and what was sent to it. */
async function recorded(events: readonly string[]) {
  const rows = events.map((time, index) => shell(time, { pid: String(4_000 + index) }));
  const { emulator } = createWorld({
    tables: new Map([["WindowsEvent", rows]]),
    clock: Date.now,
  });
  const [sent, headers] = [[] as Sent[], new Map<string, Record<string, unknown>>()];
  const handle: typeof emulator.handle = (request) => {
    sent.push({ request: `${request.method} ${request.url.pathname}`, body: request.body });
    return emulator.handle(request);
  };
  const { server, port } = await listen({ ...emulator, handle }, 0);
  server.prependListener("request", (request) =>
    headers.set(kindOf(request.method ?? "", request.url ?? ""), lastingHeaders(request.headers)),
  );
  ended.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { sent, headers, address: `http://127.0.0.1:${port}` };
}

/** A call's method, API version and the last kind of resource in its path. */
function kindOf(method: string, target: string): string {
  const { pathname, search } = new URL(target, "http://host");
  return `${method} ${pathname.split("/").at(-2)}${search}`;
}

/** The headers that are not random or measured for each request. */
function lastingHeaders({ ...headers }: IncomingHttpHeaders): Record<string, unknown> {
  for (const own of ["host", "content-length", "x-ms-client-request-id", "traceparent"])
    delete headers[own];
  return headers;
}

describe("hunts run --live --apply and the timer", () => {
  test("send Azure the same requests: queries, reads and writes, with the same headers", async () => {
    // The command asks for each UTC day by itself, a tick does not: nothing may cross midnight.
    const noon = Math.floor(Date.now() / DAY) * DAY + DAY / 2;
    const shift = String(noon - Date.now());
    vi.useFakeTimers({ toFake: ["Date"], now: noon });
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const events = [minutesAgo(50), minutesAgo(40), minutesAgo(30)];
    const [timer, terminal] = [await recorded(events), await recorded(events)];
    const azurite = await startAzurite();
    ended.push(() => azurite.stop());
    const host = new AppHost({
      ...WORKSPACE_SETTINGS,
      AzureWebJobsStorage: azurite.connection,
      HUNT_EMULATOR: timer.address,
      HUNT_START_FROM: minutesAgo(60),
      DRY_RUN: "false",
      RULES_DISABLED: "rundll32-lolbin",
      CLOCK_SHIFT_MS: shift,
    });
    ended.push(() => host.kill());
    const { logs } = await host.timer("huntDefault", PAYLOADS.scheduled);
    const records = logs
      .map(({ message }) => (message.startsWith("{") ? JSON.parse(message) : {}))
      .filter(({ event, job }) => event === "hunt.run" && job === "window");
    expect(records.map(({ rule, state, dry }) => [rule, state, dry])).toEqual(
      records.map(() => [RULE, "ok", false]),
    );
    expect(records.reduce((sum, { findings }) => sum + findings, 0)).toBe(3);
    const settings = { ...WORKSPACE_SETTINGS, HUNT_EMULATOR: terminal.address, DRY_RUN: "false" };
    for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
    const out = temporary();
    for (const { from, to } of records) {
      const options = { live: true, apply: true, rule: RULE, rules: RULES, json: true };
      const { code, err } = await heard((own) => run({ ...options, from, to, out }, own));
      expect([code, err]).toEqual([0, ""]);
    }
    expect(timer.sent.filter(({ request }) => request.startsWith("PUT")).length).toBeGreaterThan(5);
    // The command also closes the slots; a timer waits until they are due.
    expect(terminal.sent).toEqual(expect.arrayContaining(timer.sent));
    for (const [kind, own] of timer.headers) expect(terminal.headers.get(kind), kind).toEqual(own);
  });
});

/** What a file imports: files by their paths from the root, packages by name. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/\bfrom "([^"]+)"/g)].map(([, specifier = ""]) =>
    specifier.startsWith(".") ? relative(ROOT, resolve(dirname(file), specifier)) : specifier,
  );
}

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(ROOT, folder, name));
}

/** Imports that make a client, or change how its calls are made. */
const PUT_TOGETHER =
  /^(@azure\/(?!functions$)|src\/azure\/|src\/stores\/(dry|tables)\.ts|src\/hunt\/delivery\/planning\.ts|src\/app\/trace\.ts)/;

describe("only src/app makes clients, limits, deadlines, traces and dry runs", () => {
  test.each(["functions", "src/cli"])("%s imports none of them", (folder) => {
    const files = filesIn(folder);
    expect(files.length).toBeGreaterThan(9);
    const own = files.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => PUT_TOGETHER.test(specifier))
        .map((specifier) => `${relative(ROOT, file)}: ${specifier}`),
    );
    expect(own).toEqual([]);
  });

  test("and makes clients in one file", () => {
    const makers = /^src\/azure\/(logs|sentinel|incidents|table-plans|watchlists|arm-calls)\.ts$/;
    const files = filesIn("src").filter(
      (file) =>
        !relative(ROOT, file).startsWith("src/azure/") &&
        importsOf(file).some((specifier) => makers.test(specifier)),
    );
    expect(files.map((file) => relative(ROOT, file))).toEqual(["src/app/clients.ts"]);
  });

  test("a file of functions/ registers one trigger, in fewer than 30 lines", () => {
    for (const file of filesIn("functions")) {
      const text = readFileSync(file, "utf8");
      expect(text.split("\n").length, file).toBeLessThan(30);
      expect([...text.matchAll(/app\.(timer|http)\(/g)].length, file).toBeLessThan(2);
    }
  });
});
