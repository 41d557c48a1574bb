import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Emulator } from "../../src/emulator/emulator.ts";
import type { Fault } from "../../src/emulator/faults.ts";
import type { EmulatorRequest } from "../../src/emulator/http.ts";
import { listen } from "../../src/emulator/server.ts";
import { workspaceArmId } from "../../src/hunt/base/workspace.ts";
import {
  createWorld,
  RUNDLL32,
  security,
  shell,
  sysmon,
  WORKSPACE,
  type World,
} from "../harness.ts";
import { hunts, jsonLines, type Ran, ROOT, temporary } from "./cli.ts";

const GUID = WORKSPACE.id;
const ARM_ID = workspaceArmId(WORKSPACE);
/** Of the samples: an implant on the 23rd, tests of many uses on the 27th. */
const INTRUSION = ["--from", "2021-06-23", "--to", "2021-06-28"];

/** `hunts emulator` in a process of its own. */
async function startEmulator(...args: string[]): Promise<{ address: string; child: ChildProcess }> {
  const child = spawn(
    process.execPath,
    [join(ROOT, "dist/hunts.mjs"), "emulator", "--port", "0", ...args],
    {
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
    if (address) return { address, child };
  }
  throw new Error(`the emulator ended: ${said}`);
}

async function end(child: ChildProcess): Promise<void> {
  child.kill();
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/**
 * The built command line with an environment of its own: nothing but what is given. `asking` may
 * end it.
 */
function huntsWithOnly(
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
  cwd = ROOT,
  asking: (child: ChildProcess) => void = () => undefined,
) {
  return new Promise<Ran>((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, "dist/hunts.mjs"), ...args], {
      cwd,
      env: environment,
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
    asking(child);
  });
}

describe("a first look at an emulator in another process, with no other setting", () => {
  const resources = join(temporary(), "resources.jsonl");
  let emulator: Awaited<ReturnType<typeof startEmulator>>;
  beforeAll(async () => {
    emulator = await startEmulator("--resources", resources);
  });
  afterAll(() => end(emulator.child));
  const look = (...args: string[]) =>
    huntsWithOnly({ HUNT_EMULATOR: emulator.address }, ["run", "--live", ...args]);

  test("an id and --last are enough; the days are the workspace's own, and the files are written here", async () => {
    const out = temporary();
    const { code, out: text, err } = await look("--workspace", GUID, "--last", "7d", "--out", out);
    expect({ code, said: besidesProgress(err) }).toEqual({ code: 0, said: [] });
    expect(text).toContain(
      "First look: nothing was written to Azure, and no incident or bookmark was read",
    );
    expect(text).toContain("2023-08-20T22:09Z to 2023-08-27T22:09Z");
    expect(text).toContain(
      "8 of 8 windows answered, 8 rows read, 8 suppressed, 0 unanswered, 0 findings",
    );
    expect(text).toContain("Event                not in the workspace");
    expect(text).toMatch(/the plans of its tables are not\s+checked/);
    expect(readdirSync(join(out, "look"))).toEqual(["report.html"]);
    expect(existsSync(resources) ? readFileSync(resources, "utf8") : "").toBe("");
  });

  test("what it says would be raised is what a run with --apply makes, by rule and kind; the look changes nothing", async () => {
    const out = temporary();
    const looked = jsonLines(
      (await look("--workspace", ARM_ID, ...INTRUSION, "--out", out, "--json")).out,
    );
    const applied = jsonLines(
      (await look("--workspace", ARM_ID, ...INTRUSION, "--out", out, "--json", "--apply")).out,
    );
    const made = (rule: string, op: string) =>
      applied.filter(
        (line) => line["op"] === op && line["rule"] === rule && line["status"] === "created",
      ).length;
    const raised = looked.filter(({ kind }) => kind === "raised");
    expect(raised.map(({ rule, resource, all }) => [rule, resource, all])).toEqual([
      ["rundll32-command-shell", "incident", made("rundll32-command-shell", "incident")],
      ["rundll32-command-shell", "bookmark", made("rundll32-command-shell", "bookmark")],
      ["rundll32-lolbin", "incident", made("rundll32-lolbin", "incident")],
      ["rundll32-lolbin", "bookmark", made("rundll32-lolbin", "bookmark")],
    ]);
    expect(raised.map(({ all }) => all)).toEqual([1, 16, 1, 4]);
    for (const { all, byDay, byRisk } of raised) {
      const sum = (counts: unknown) =>
        Object.values(counts as Record<string, number>).reduce((one, other) => one + other, 0);
      expect([sum(byDay), sum(byRisk)]).toEqual([all, all]);
    }
    const stored = () =>
      [resources, join(out, "ledger.live.json")].map((file) => readFileSync(file, "utf8"));
    const before = stored();
    const again = jsonLines(
      (await look("--workspace", GUID, ...INTRUSION, "--out", out, "--json")).out,
    );
    expect(stored()).toEqual(before);
    expect(again.filter(({ kind }) => kind === "raised")).toEqual(raised);
    expect(
      jsonLines((await look("--workspace", GUID, ...INTRUSION, "--out", out, "--json")).out).filter(
        ({ kind }) => kind === "raised",
      ),
    ).toEqual(raised);
  });

  test("docs/first-look.md: its commands print what it shows, no wider than 80 characters, and those that are printed work", async () => {
    const [shown, attack] = documented(/^\$ npx hunts (run --live .*|ignore attack .*)$/);
    const cwd = temporary();
    const inDocs = (command: string) =>
      huntsWithOnly({ HUNT_EMULATOR: emulator.address }, command.split(" "), cwd);
    const { code, out, err } = await inDocs(shown!.command);
    expect({ code, said: besidesProgress(err) }).toEqual({ code: 0, said: [] });
    expect(out).toBe(shown!.output);
    expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
    const files = readdirSync(join(cwd, "out/look/entries")).map(
      (name) => `out/look/entries/${name}`,
    );
    const printed = [...out.matchAll(/^ +npx hunts ignore attack (\S+)$/gm)].map(
      ([, file]) => file,
    );
    expect(printed.sort()).toEqual(files.sort());
    expect(await inDocs(attack!.command)).toEqual({ code: 1, out: attack!.output, err: "" });
    const [, preview = ""] = /^# +npx hunts (ignore preview .*)$/m.exec(
      readFileSync(join(cwd, "out/look/entries/socks-dat-1.yaml"), "utf8"),
    )!;
    const previewed = await inDocs(preview);
    expect(previewed).toMatchObject({ code: 0, err: "" });
    expect(previewed.out).toContain(`rundll32-lolbin in ${GUID}: hides 2 events, 65 remain`);
  });
});

/** How far a look is may be told on a slow machine. */
function besidesProgress(err: string): string[] {
  return err
    .split("\n")
    .filter((line) => line !== "" && !/^\d+ of \d+ requests answered/.test(line));
}

/** Commands of the page with the output that it shows of each. */
function documented(wanted: RegExp): { command: string; output: string }[] {
  const page = readFileSync(join(ROOT, "docs/first-look.md"), "utf8");
  const blocks = [...page.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
    block.split(/^(?=\$ )/m),
  );
  return blocks.flatMap((block) => {
    const [line = "", ...rest] = block.split("\n");
    const [, command] = wanted.exec(line) ?? [];
    return command && rest.some((text) => text !== "")
      ? [{ command, output: rest.join("\n") }]
      : [];
  });
}

describe("what cannot be read", () => {
  /** Events of the day before the emulator's now, 2026-01-01. */
  const EVENTS = new Map([
    [
      "WindowsEvent",
      [
        shell("2025-12-31T20:00:00Z"),
        sysmon("2025-12-31T21:00:00Z", RUNDLL32, "rundll32 C:\\a\\b.dll,Go", RUNDLL32, ""),
      ],
    ],
    [
      "SecurityEvent",
      [
        {
          ...security("2025-12-31T22:00:00Z", RUNDLL32, "rundll32 C:\\a\\c.dll,Go", RUNDLL32),
          _BilledSize: 2e9,
          _IsBillable: "True",
        },
      ],
    ],
    ["DeviceProcessEvents", []],
  ]);
  const isQuery = (text: string) => (request: EmulatorRequest) =>
    request.url.pathname.endsWith("/query") && request.body.includes(text);

  /** A look at a world over HTTP, and what it asked for. */
  async function lookAtWorld(
    world: World,
    args: readonly string[],
    time = ["--last", "2d"],
  ): Promise<Ran & { asked: string[] }> {
    const asked: string[] = [];
    const emulator: Emulator = {
      ...world.emulator,
      handle(request) {
        asked.push(`${request.method} ${request.url.pathname}`);
        return world.emulator.handle(request);
      },
    };
    const { server, port } = await listen(emulator, 0);
    try {
      const environment = { HUNT_EMULATOR: `http://127.0.0.1:${port}` };
      return {
        ...(await hunts(["run", "--live", ...time, "--out", temporary(), ...args], environment)),
        asked,
      };
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }
  const faulty = (...faults: Fault[]) => {
    const world = createWorld({ tables: EVENTS });
    for (const fault of faults) world.emulator.faults.add(fault);
    return world;
  };
  const problemsIn = (out: string) => out.split("\n").filter((line) => line.startsWith("problem"));

  test("a look queries, reads workspace and table plans where it knows where they are, and asks for nothing else", async () => {
    const { code, out, asked } = await lookAtWorld(faulty(), [
      "--workspace",
      ARM_ID,
      "--price-per-gb",
      "2.5",
    ]);
    expect({ code, problems: problemsIn(out) }).toEqual({ code: 0, problems: [] });
    const kinds = new Set(asked.map((one) => one.replace(/tables\/\w+$/, "tables/")));
    expect(kinds).toEqual(
      new Set([`POST /v1/workspaces/${GUID}/query`, `GET ${ARM_ID}`, `GET ${ARM_ID}/tables/`]),
    );
    expect(out).toMatch(/SecurityEvent +0\.5 +0\.5 +1 +1 +2\.5\n/);
    expect(out).toContain("price: what ingesting the billed starts costs, at 2.5 per GB");
    const { asked: byId } = await lookAtWorld(faulty(), ["--workspace", GUID]);
    expect(new Set(byId)).toEqual(new Set([`POST /v1/workspaces/${GUID}/query`]));
  });

  test("--apply --dry-run is no look: it plans against the ledger and what Sentinel holds, and writes nothing", async () => {
    const time = ["--from", "2025-12-31", "--to", "2026-01-01"];
    const { code, out, asked } = await lookAtWorld(
      faulty(),
      ["--workspace", ARM_ID, "--apply", "--dry-run"],
      time,
    );
    expect(code).toBe(0);
    expect(out).toContain("Resources: existing 0, new 0, planned 10");
    expect(asked.some((one) => one.includes("/incidents/"))).toBe(true);
    expect(asked.filter((one) => !/^(GET|POST)/.test(one))).toEqual([]);
  });

  test.each([
    [
      "403",
      "403 InsufficientAccessError",
      "ask for Log Analytics Reader or Microsoft Sentinel Reader on the workspace",
    ],
    ["404", "404 ResourceNotFound", "check the workspace's id"],
    ["429", "429 TooManyRequests", "Azure asks to slow down"],
    ["unreachable", "cannot be reached", "check the network"],
  ] as const)(
    "a workspace that answers %s: one line with the remedy, and exit code 1",
    async (kind, message, remedy) => {
      const { code, out } = await lookAtWorld(faulty({ kind, times: 3, ms: 1 }), [
        "--workspace",
        GUID,
      ]);
      expect(code).toBe(1);
      expect(problemsIn(out)).toEqual([expect.stringContaining(message)]);
      expect(problemsIn(out)[0]).toContain(remedy);
    },
  );

  test.each([
    ["403", "Log Analytics Reader"],
    ["404", "check the resource id"],
  ] as const)(
    "a resource id that answers %s is told, and the other workspace is looked at",
    async (kind, remedy) => {
      const { code, out } = await lookAtWorld(faulty({ kind }), [
        "--workspace",
        ARM_ID,
        "--workspace",
        GUID,
      ]);
      expect(code).toBe(1);
      expect(problemsIn(out)).toEqual([expect.stringContaining(remedy)]);
      expect(out).toContain(
        "2 of 2 windows answered, 2 rows read, 0 suppressed, 0 unanswered, 2 findings",
      );
    },
  );

  test("429 that passes is waited for", async () => {
    const { code, out } = await lookAtWorld(faulty({ kind: "429", times: 2, ms: 1 }), [
      "--workspace",
      GUID,
    ]);
    expect({ code, problems: problemsIn(out) }).toEqual({ code: 0, problems: [] });
  });

  test("windows that fail are told once together, are no 0, and the rest goes on", async () => {
    const isTried = (request: EmulatorRequest) => request.body.includes("T23:55:00.000Z)");
    const when = (request: EmulatorRequest) => isQuery("let Shells")(request) && !isTried(request);
    const { code, out } = await lookAtWorld(faulty({ kind: "429", times: 99, ms: 1, when }), [
      "--workspace",
      GUID,
    ]);
    expect(code).toBe(1);
    expect(problemsIn(out)).toEqual([
      expect.stringMatching(
        /^problem {2}rundll32-command-shell 2025-12-30T\S+ and 1 more: .*429.*slow down/,
      ),
    ]);
    expect(out).toContain("0 of 2 windows answered");
    expect(out).toContain("2 of 2 windows answered");
  });

  test("a table that must not be read, and one that is missing: each is told, and neither is 0", async () => {
    const tables = new Map([...EVENTS].filter(([name]) => name !== "SecurityEvent"));
    const world = createWorld({ tables });
    world.emulator.faults.add({
      kind: "403",
      times: 9,
      when: isQuery("WindowsEvent\\n| extend Start"),
    });
    const { code, out } = await lookAtWorld(world, ["--workspace", GUID]);
    expect(code).toBe(1);
    expect(problemsIn(out)).toEqual([
      expect.stringMatching(
        /WindowsEvent in .*403 InsufficientAccessError.*give the identity its role/,
      ),
    ]);
    expect(out).toContain("SecurityEvent        not in the workspace");
    expect(out).not.toMatch(/^ {2}WindowsEvent/m);
    expect(out.replace(/\s+/g, " ")).toContain(
      "SecurityEvent: not in the workspace; connect them if you need their events",
    );
    expect(out).toMatch(/windows answered, 1 row read/);
  });

  test("a missing table alone is no failure", async () => {
    const tables = new Map([...EVENTS].filter(([name]) => name !== "SecurityEvent"));
    expect((await lookAtWorld(createWorld({ tables }), ["--workspace", GUID])).code).toBe(0);
  });

  test("a workspace without the parser: one line, and what to do", async () => {
    const { code, out } = await lookAtWorld(
      createWorld({ tables: EVENTS, functions: temporary() }),
      ["--workspace", GUID],
    );
    expect(code).toBe(1);
    expect(problemsIn(out)).toEqual([
      expect.stringContaining(
        "has no function _Im_ProcessCreate; set ASIM_PARSER=imProcessCreate, or deploy",
      ),
    ]);
  });

  test("a rule that the workspace refuses is told once; the other goes on", async () => {
    const { code, out } = await lookAtWorld(
      faulty({ kind: "404", times: 99, when: isQuery("let Shells") }),
      ["--workspace", GUID],
    );
    expect(code).toBe(1);
    expect(problemsIn(out)).toEqual([expect.stringContaining("rundll32-command-shell in ")]);
    expect(out).toContain("0 of 2 windows answered");
    expect(out).toContain("2 of 2 windows answered, 2 rows read");
  });

  test("what is above the cap is said, and counted", async () => {
    const tables = new Map([
      [
        "WindowsEvent",
        [0, 1, 2].map((minute) => shell(`2025-12-31T20:0${minute}:00Z`, { pid: `${minute}` })),
      ],
    ]);
    const environment = { MAX_FINDINGS: "1" };
    const world = createWorld({ tables });
    const { server, port } = await listen(world.emulator, 0);
    const args = [
      "run",
      "--live",
      "--workspace",
      GUID,
      "--rule",
      "rundll32-command-shell",
      "--last",
      "2d",
      "--out",
      temporary(),
    ];
    const { code, out } = await hunts(args, {
      ...environment,
      HUNT_EMULATOR: `http://127.0.0.1:${port}`,
    });
    server.closeAllConnections();
    server.close();
    expect(code).toBe(0);
    expect(out).toContain("3 findings");
    expect(out).toMatch(
      /storm +2 findings above the cap of 1 per slot \(hunt\.cap, MAX_FINDINGS\)/,
    );
  });
});

test("Ctrl+C ends a look with what was seen so far, and says that it is a part", async () => {
  const events = [shell("2025-12-30T20:00:00Z"), shell("2025-12-31T20:00:00Z")];
  const world = createWorld({ tables: new Map([["WindowsEvent", events]]) });
  let stuck: () => void = () => undefined;
  const isStuck = new Promise<void>((resolve) => {
    stuck = resolve;
  });
  const emulator: Emulator = {
    ...world.emulator,
    handle(request) {
      // The last day of one rule is never answered.
      if (
        !/let Shells/.test(request.body) ||
        !/TimeGenerated >= datetime\(2025-12-30T23:59:58/.test(request.body)
      )
        return world.emulator.handle(request);
      if (request.body.includes("T23:55:00.000Z)")) return world.emulator.handle(request);
      stuck();
      return new Promise(() => undefined);
    },
  };
  const { server, port } = await listen(emulator, 0);
  const environment = { HUNT_EMULATOR: `http://127.0.0.1:${port}` };
  const { code, out, err } = await huntsWithOnly(
    environment,
    ["run", "--live", "--workspace", GUID, "--last", "2d", "--out", temporary()],
    ROOT,
    (child) => {
      void isStuck.then(() => child.kill("SIGINT"));
    },
  );
  server.closeAllConnections();
  server.close();
  expect(code).toBe(1);
  expect(err).toContain("stopping; the results so far follow");
  expect(out).toContain("The look was stopped: these are the results until then.");
  expect(out).toContain(
    "1 of 2 windows answered, 1 row read, 0 suppressed, 0 unanswered, 1 finding",
  );
  expect(out).not.toContain("problem");
});

test.each([
  [["--workspace", GUID], "--workspace needs --live"],
  [["--last", "7d"], "--last needs --live"],
  [["--price-per-gb", "2"], "--price-per-gb needs --live, and no --apply"],
  [["--live", "--workspace", "soc"], "--workspace soc names no workspace"],
  [
    ["--live", "--workspace", GUID, "--price-per-gb", "cheap"],
    "--price-per-gb cheap is not a price",
  ],
  [
    ["--live", "--workspace", GUID, "--last", "7d", "--from", "2026-11-01"],
    "--last cannot be combined with --from and --to",
  ],
  [
    ["--live", "--apply", "--workspace", GUID, "--last", "7d"],
    "does not say where it is in Azure, to write to",
  ],
])("%j: exit 2 and one line", async (args, message) => {
  const { code, err } = await hunts(["run", "--out", temporary(), ...args], {
    HUNT_EMULATOR: "http://127.0.0.1:1",
  });
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(err.trim().split("\n")).toHaveLength(1);
});

test("without a login: one line that says to log in", async () => {
  const environment = { PATH: "", AZURE_TOKEN_CREDENTIALS: "AzureCliCredential" };
  const { code, out } = await huntsWithOnly(environment, [
    "run",
    "--live",
    "--workspace",
    GUID,
    "--out",
    temporary(),
  ]);
  expect(code).toBe(1);
  expect(out.split("\n").filter((line) => line.startsWith("problem"))).toEqual([
    expect.stringMatching(/no login was found.*; run `az login`/),
  ]);
});
