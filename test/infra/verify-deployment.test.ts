import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { azSecondTime, runScript } from "./run-script.ts";

const KEY = "stand-in-key";
const COMMIT = "0123456789abcdef0123456789abcdef01234567";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify(body));
const html =
  (status: number): Answer =>
  (_request, response) =>
    response.writeHead(status, { "content-type": "text/html" }).end("<html>Azure</html>");
const hang: Answer = () => undefined;

const WELL = json(200, { status: "ok", problems: [], dry: true, version: "1.2.3", commit: COMMIT });
const check = (state: string, message = "as it should be", remedy = "") => ({
  workspace: "soc",
  check: "parser",
  state,
  message,
  remedy,
});
const HEALTHY = json(200, {
  failed: 0,
  checks: [check("ok"), check("warning", "one table is missing", "connect it")],
});

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface Seen {
  readonly address: string;
  /** Method, path and key of each request. */
  readonly requests: string[];
}

/**
 * An app that answers each question with the next of the given answers, the last of them for ever.
 */
async function standIn(health: readonly Answer[], doctor: readonly Answer[]): Promise<Seen> {
  const requests: string[] = [];
  const left = { health: [...health], doctor: [...doctor] };
  const app = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers["x-functions-key"]}`);
    const answers = request.url!.startsWith("/api/health") ? left.health : left.doctor;
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    answer(request, response);
  });
  server = app;
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${(app.address() as AddressInfo).port}`, requests };
}

const verify = (
  args: readonly string[],
  environment: Readonly<Record<string, string>> = { HUNTS_FUNCTION_KEY: KEY },
) => runScript("verify-deployment", args, environment);

const SOON = ["--pause", "0.01", "--wait", "60"];
/** For what never turns: the next question would come when the time is over. */
const NEVER = ["--pause", "60", "--wait", "60"];

describe("a deployed app", () => {
  test("that is well: exit code 0, with version, commit and each check; the key is sent and not shown", async () => {
    const { address, requests } = await standIn([WELL], [HEALTHY]);
    const { code, lines } = await verify([address, ...SOON]);
    expect(lines).toEqual([
      `ok      health: version 1.2.3, commit ${COMMIT}, dry: it writes nothing (DRY_RUN)`,
      "ok      soc parser: as it should be",
      "warning soc parser: one table is missing; connect it",
      "ok      doctor: 2 checks, 0 failed",
    ]);
    expect(code).toBe(0);
    expect(requests).toEqual([`GET /api/health?details=true ${KEY}`, `POST /api/doctor ${KEY}`]);
  });

  test("that starts late is waited for: no function yet, Azure's own pages, keys not known, lanes not run", async () => {
    const starting = [
      html(404),
      html(503),
      html(502),
      html(401),
      html(403),
      json(503, { problems: ["lane Main has not run yet"] }),
    ];
    const { address } = await standIn([...starting, WELL], [html(503), HEALTHY]);
    const { code, lines } = await verify([address, ...SOON]);
    expect(lines.filter((line) => line.startsWith("waiting"))).toEqual([
      "waiting health: 404: no such function; check the address, and that the package runs (the log stream says why it does not)",
      "waiting health: an answer that is not the app's (HTTP 503)",
      "waiting health: an answer that is not the app's (HTTP 502)",
      "waiting health: 401: the function key is refused; check HUNTS_FUNCTION_KEY (a new app knows its keys only once it has started)",
      "waiting health: 403: refused; a private app is reached from its network only",
      "waiting health: lane Main has not run yet",
      "waiting doctor: an answer that is not the app's (HTTP 503)",
    ]);
    expect(code).toBe(0);
  });

  test("of the commit before is waited for until the new one answers", async () => {
    const before = json(200, { status: "ok", version: "1.2.2", commit: "fedcba9876543210" });
    const { address } = await standIn([before, WELL], [HEALTHY]);
    const { code, lines } = await verify([address, "--commit", COMMIT.slice(0, 12), ...SOON]);
    expect(lines.slice(0, 2)).toEqual([
      "waiting health: well, but still of commit fedcba9876543210",
      `ok      health: version 1.2.3, commit ${COMMIT}, dry: it writes nothing (DRY_RUN)`,
    ]);
    expect(code).toBe(0);
  });

  test("that does not tell its commit is well, and that is said", async () => {
    const { address } = await standIn([json(200, { status: "ok" })], [HEALTHY]);
    const { code, lines } = await verify([address, "--commit", COMMIT, ...SOON]);
    expect(lines[0]).toBe(
      "ok      health: version unknown, commit unknown (it may be the app before this one)",
    );
    expect(code).toBe(0);
  });

  test.each([
    ["a short commit", COMMIT.slice(0, 12), "ok      health: version unknown, commit "],
    [
      "a short commit that had changes",
      `${COMMIT.slice(0, 12)}+changes`,
      "ok      health: version unknown, commit ",
    ],
    [
      "no commit that it knows",
      "unknown",
      "ok      health: version unknown, commit unknown (it may be",
    ],
    [
      "another commit that had changes",
      "fedcba987654+changes",
      "waiting health: well, but still of commit fedcba987654",
    ],
  ])("that tells %s", async (_name, commit, line) => {
    const { address } = await standIn([json(200, { status: "ok", commit }), WELL], [HEALTHY]);
    const { lines } = await verify([address, "--commit", COMMIT, ...SOON]);
    expect(lines[0]?.slice(0, line.length)).toBe(line);
  });

  test("whose rights are not seen yet is asked again; what no right turns is red at once", async () => {
    const refused = json(503, {
      failed: 1,
      checks: [
        { ...check("failed", "403 Forbidden", "give the identity its role"), code: "no-right" },
      ],
    });
    const rights = await standIn([WELL], [refused, HEALTHY]);
    expect((await verify([rights.address, "--apply", ...SOON])).code).toBe(0);
    expect(rights.requests.filter((line) => line.startsWith("POST"))).toEqual(
      Array(2).fill(`POST /api/doctor?apply=true ${KEY}`),
    );
    server!.closeAllConnections();
    server!.close();
    const missing = json(503, {
      failed: 1,
      checks: [check("failed", "the table SecurityEvent is missing", "connect it")],
    });
    const { address, requests } = await standIn([WELL], [missing, HEALTHY]);
    const { code, lines } = await verify([address, ...SOON]);
    expect(lines.slice(1)).toEqual([
      "failed  soc parser: the table SecurityEvent is missing; connect it",
      "failed  doctor: 1 checks, 1 failed",
    ]);
    expect(code).toBe(1);
    expect(requests).toHaveLength(2);
  });

  test("waits as long as 429 asks for", async () => {
    const busy = json(429, {}, { "retry-after": "1" });
    const { address } = await standIn([busy, WELL], [HEALTHY]);
    const started = Date.now();
    const { code, lines } = await verify([address, ...SOON]);
    expect(lines[0]).toBe("waiting health: 429: too many requests");
    expect(Date.now() - started).toBeGreaterThan(1_000);
    expect(code).toBe(0);
  });

  test.each([
    [
      "is red",
      json(503, { status: "failing", problems: ["lane Main: 2 of 2 jobs failed"] }),
      "lane Main: 2 of 2 jobs failed",
    ],
    [
      "refuses the key",
      html(401),
      "401: the function key is refused; check HUNTS_FUNCTION_KEY (a new app knows its keys only once it has started)",
    ],
    [
      "never gets its package",
      html(404),
      "404: no such function; check the address, and that the package runs (the log stream says why it does not)",
    ],
  ])(
    "that %s for good ends in exit code 1, and the doctor is asked all the same",
    async (_what, answer, line) => {
      const { address, requests } = await standIn([answer], [HEALTHY]);
      const { code, lines } = await verify([address, ...NEVER]);
      expect(lines.filter((text) => text.startsWith("failed"))).toEqual([
        `failed  health: ${line}`,
      ]);
      expect(lines.at(-1)).toBe("ok      doctor: 2 checks, 0 failed");
      expect(code).toBe(1);
      expect(requests.filter((text) => text.startsWith("POST"))).toHaveLength(1);
    },
  );

  test("whose settings were changed in the portal: their names are told, on GitHub as annotations", async () => {
    const { address } = await standIn([WELL], [HEALTHY]);
    const outputs = {
      SERVICE_HUNTS_HOST: { type: "String", value: address },
      HUNTS_KEPT_SETTINGS: { type: "String", value: "IGNORE_COMMAND_LINES" },
      HUNTS_SETTINGS_IN_CONFLICT: { type: "String", value: "MAX_FINDINGS DRY_RUN" },
    };
    const file = join(mkdtempSync(join(tmpdir(), "outputs-")), "outputs.json");
    writeFileSync(file, JSON.stringify(outputs));
    const { code, lines } = await verify(["--outputs", file, ...SOON]);
    const conflict =
      "changed in the portal and in the variables, the portal's value is kept (docs/deploy.md): MAX_FINDINGS DRY_RUN";
    expect(lines.slice(0, 2)).toEqual([
      "kept    changed in the portal: IGNORE_COMMAND_LINES",
      `warning ${conflict}`,
    ]);
    expect(code).toBe(0);
    const github = await verify(["--outputs", file, ...SOON], {
      HUNTS_FUNCTION_KEY: KEY,
      GITHUB_ACTIONS: "true",
    });
    expect(github.lines.slice(0, 2)).toEqual([
      "::notice title=Settings::changed in the portal: IGNORE_COMMAND_LINES",
      `::warning title=Settings::${conflict}`,
    ]);
  });

  test("of another shape, or that says nothing, is no stack", async () => {
    const { address } = await standIn(
      [json(200, { checks: [], ok: true })],
      [json(200, { checks: [{ name: "x", ok: true }, null] })],
    );
    const { code, lines } = await verify([address, ...NEVER]);
    expect(lines).toEqual([
      "failed  health: an answer that is not the app's (HTTP 200)",
      "failed  doctor: an answer that is not the app's (HTTP 200)",
    ]);
    expect(code).toBe(1);
  });

  test("that hangs ends in exit code 1", async () => {
    const { address } = await standIn([hang], [hang]);
    const { code, lines } = await verify([address, "--pause", "1", "--wait", "1"]);
    expect(lines).toEqual([
      "failed  health: no answer in time",
      "failed  doctor: no answer in time",
    ]);
    expect(code).toBe(1);
  });

  test("that is not there at all ends in exit code 1", async () => {
    const { address } = await standIn([WELL], [HEALTHY]);
    await new Promise((resolve) => server!.close(resolve));
    const { code, lines } = await verify([address, ...NEVER]);
    expect(lines.slice(-2)).toEqual([
      "failed  health: ECONNREFUSED: nothing answers at this address; check it, and the network",
      "failed  doctor: ECONNREFUSED: nothing answers at this address; check it, and the network",
    ]);
    expect(code).toBe(1);
  });

  test("cannot write into the terminal or the log of GitHub, and its redirects are not followed with the key", async () => {
    const elsewhere: Answer = (_request, response) =>
      response.writeHead(302, { location: "http://127.0.0.1:9/" }).end();
    const evil = json(503, {
      failed: 1,
      checks: [check("failed", "a\n::set-output name=x::\u001b[2J\u202e")],
    });
    const { address } = await standIn([elsewhere], [evil]);
    const { code, lines } = await verify([address, ...NEVER], {
      HUNTS_FUNCTION_KEY: KEY,
      GITHUB_ACTIONS: "true",
    });
    expect(lines[0]).toBe(`::add-mask::${KEY}`);
    expect(lines.slice(1).filter((line) => line.startsWith("::"))).toEqual([]);
    expect(lines).toContain("failed  health: an answer that is not the app's (HTTP 302)");
    expect(lines).toContain("failed  soc parser: a\\u{a}::set-output name=x::\\u{1b}[2J\\u{202e}");
    expect(code).toBe(1);
  });
});

describe("the function key", () => {
  const names = { AZURE_RESOURCE_GROUP: "rg-hunts", SERVICE_HUNTS_NAME: "func-hunts" };

  test("is asked of az until the host has made it", async () => {
    const { address, requests } = await standIn([WELL], [HEALTHY]);
    const { path, calls } = azSecondTime("from-az");
    const { code, lines } = await verify([...SOON], {
      ...names,
      PATH: path,
      SERVICE_HUNTS_HOST: address,
    });
    expect(lines[0]).toBe("waiting for the function key: ERROR: not yet");
    expect(code).toBe(0);
    expect(requests[0]).toBe("GET /api/health?details=true from-az");
    expect(calls()[0]).toBe(
      "functionapp keys list --resource-group rg-hunts --name func-hunts --query functionKeys.default --output tsv",
    );
  });

  test.each([
    ["no address", [], { HUNTS_FUNCTION_KEY: KEY }, /no address/],
    [
      "an address without TLS",
      ["http://example.com"],
      { HUNTS_FUNCTION_KEY: KEY },
      /is not an https address/,
    ],
    ["no key and no name for az", ["example.com"], {}, /no function key/],
    [
      "no az",
      ["example.com"],
      { ...names, PATH: "/nowhere" },
      /az could not be started \(ENOENT\)/,
    ],
    [
      "an option that there is not",
      ["example.com", "--aply"],
      { HUNTS_FUNCTION_KEY: KEY },
      /--aply/,
    ],
    [
      "outputs that are not there",
      ["--outputs", "/nowhere.json"],
      { HUNTS_FUNCTION_KEY: KEY },
      /nowhere.json: cannot be read .*ENOENT/,
    ],
    [
      "a time that is none",
      ["example.com", "--wait", "soon"],
      { HUNTS_FUNCTION_KEY: KEY },
      /--wait: must be seconds/,
    ],
  ])("%s is a wrong call: exit code 2 and one line", async (_what, args, environment, message) => {
    const { code, errors } = await verify(args, environment as Record<string, string>);
    expect(errors).toMatch(message);
    expect(errors.trim().split("\n")).toHaveLength(1);
    expect(errors).toContain("; --help shows how it is called");
    expect(code).toBe(2);
  });
});
