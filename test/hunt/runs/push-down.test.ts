import { expect, test } from "vitest";
import { CallError } from "../../../src/hunt/base/call-error.ts";
import type { Condition } from "../../../src/hunt/conditions/condition.ts";
import type { IgnoreEntry } from "../../../src/hunt/ignore/ignore.ts";
import type { JobOutcome } from "../../../src/hunt/runs/job.ts";
import { readHidden } from "../../../src/hunt/runs/push-down.ts";
import { runWindows } from "../../../src/hunt/runs/range.ts";
import { MOST_ROWS } from "../../../src/hunt/runs/sizing.ts";
import { sourceFor } from "../../../src/techniques/source.ts";
import {
  bookmarks,
  createWorld,
  RUNDLL32,
  runJob,
  runJobParts,
  seedRule,
  shell,
  sysmon,
  WORKSPACE,
  type World,
  written,
} from "../../harness.ts";

const START = Date.parse("2023-08-18T10:00:00Z");
const MINUTE = 60_000;
const seed = seedRule("rundll32-lolbin");
/** Everything it finds is one grouped bookmark. */
const rule = { ...seed, hunt: { ...seed.hunt, bands: [] } };
const shellRule = seedRule("rundll32-command-shell");
const at = (second: number) => new Date(START + second * 1_000).toISOString();

const entry = (id: string, when: Condition, more: Partial<IgnoreEntry> = {}): IgnoreEntry => ({
  ...{
    id,
    title: id,
    reason: "noise",
    origin: "test",
    owner: "soc",
    rules: "all",
    workspaces: "all",
    active: true,
    when,
  },
  ...more,
});
/** Hostile to KQL: quotes, backslashes, a line break; and all of it within five minutes. */
const NOISE = 'rundll32.exe "C:\\Program Files\\it\'s\\n\\x.dll",\\"Run\ttask';
const noise = Array.from({ length: 40 }, (_, second) => start(second, `${NOISE} ${second}`));
const wanted = Array.from({ length: 3 }, (_, second) =>
  start(100 + second, `rundll32.exe C:\\Users\\Public\\${second}.dll,a`),
);
const quiet = entry("quiet", {
  field: "CommandLine",
  op: "contains",
  value: '\\IT\'S\\n\\x.dll",\\"run\ttask',
});
const derived = entry("derived", { field: "Rundll32Base", op: "equals", value: "x.dll" });

function start(second: number, line: string, pid = second) {
  return sysmon(at(second), RUNDLL32, line, "C:\\Windows\\explorer.exe", "explorer.exe", {
    pid: String(pid),
  });
}

function world(
  ignore: readonly IgnoreEntry[],
  mostRows?: number,
  events = [...noise, ...wanted],
): World {
  return createWorld({
    tables: new Map([["WindowsEvent", events]]),
    ignore,
    ...(mostRows === undefined ? {} : { mostRows }),
  });
}

function ask({ ports }: World, minutes = 5): Promise<JobOutcome> {
  return runJob(
    {
      rule,
      workspace: WORKSPACE,
      window: { from: START, to: START + minutes * MINUTE },
      known: "skip",
    },
    ports,
  );
}

const coverageOf = async ({ ports }: World) =>
  (await ports.store.read({ ruleId: rule.id, workspaceId: WORKSPACE.id })).coverage;

test("the noise's line is as hostile as it is meant to be, and its entry holds in code", async () => {
  const { record } = await ask(
    world([entry("tabless", { field: "CommandLine", op: "contains", value: "task" })]),
  );
  expect(record).toMatchObject({ rows: 43, suppressed: { tabless: 40 }, pushed: {}, findings: 3 });
});

test("a window that is too much is split, and gives what it gives whole", async () => {
  const spread = Array.from({ length: 60 }, (_, minute) =>
    start(minute * 60, `rundll32.exe C:\\Users\\Public\\${minute}.dll,a`),
  );
  const [whole, cut] = [world([], undefined, spread), world([], 9, spread)];
  expect(await ask(whole, 60)).toMatchObject({
    tooMuch: false,
    record: { state: "ok", rows: 60, findings: 60 },
  });
  const parts = await runJobParts(
    { rule, workspace: WORKSPACE, window: { from: START, to: START + 60 * MINUTE }, known: "skip" },
    cut.ports,
  );
  for (const part of parts)
    expect(part).toMatchObject({ tooMuch: true, record: { state: "ok", pushed: {} } });
  const sum = (count: "rows" | "findings") =>
    parts.reduce((total, { record }) => total + record[count], 0);
  expect([sum("rows"), sum("findings")]).toEqual([60, 60]);
  expect(written(cut.resources)).toEqual(written(whole.resources));
});

test("at the shortest window the query hides what it can say, counts it and keeps five of each entry", async () => {
  const [whole, cut] = [world([derived]), world([ascii(), derived], 20)];
  await ask(whole);
  const { record, hunted, tooMuch } = await ask(cut);
  expect(record).toMatchObject({
    state: "ok",
    rows: 3,
    findings: 3,
    suppressed: { ascii: 40 },
    pushed: { ascii: 40 },
    problems: [],
  });
  expect(tooMuch).toBe(true);
  expect(hunted.suppressions.map((one) => one.entry.id)).toEqual(
    Array.from({ length: 5 }, () => "ascii"),
  );
  for (const { event } of hunted.suppressions) {
    expect(event.row["CommandLine"]).toMatch(/^rundll32\.exe "C:\\Program Files\\it's\\n\\x\.dll"/);
    expect(event.derived["Rundll32Base"]).toBe("x.dll");
    expect(event.time).toBeGreaterThanOrEqual(START);
  }
  expect((await coverageOf(cut)).covered).toEqual([{ from: START, to: START + 5 * MINUTE }]);
  expect(written(cut.resources)).toEqual(written(whole.resources));
});

/** Printable characters only: a tab is not said to be alike in KQL. */
function ascii(): IgnoreEntry {
  return entry("ascii", {
    field: "CommandLine",
    op: "contains",
    value: '\\IT\'S\\n\\x.dll",\\"run',
  });
}

test("an entry that is expired, not active or of another workspace is not pushed down; nor is one that KQL cannot say", async () => {
  const idle = [
    entry("expired", ascii().when, { expires: -1 }),
    entry("inactive", ascii().when, { active: false }),
    entry("elsewhere", ascii().when, { workspaces: ["another"] }),
    entry("other-rule", ascii().when, { rules: ["rundll32-command-shell"] }),
    quiet,
    derived,
  ];
  const { record } = await ask(world(idle, 20));
  expect(record).toMatchObject({ state: "failed", pushed: {}, rows: 0 });
});

test("where even that is too much the first rows are used, the run says so, and the window stays open", async () => {
  const loud = Array.from({ length: MOST_ROWS + 300 }, (_, nth) =>
    start(40 + nth / 100, "rundll32.exe C:\\Users\\Public\\x.dll,a", nth),
  );
  const cut = world([ascii()], MOST_ROWS, [...noise, ...loud]);
  const { record, hunted } = await ask(cut);
  expect(record).toMatchObject({
    state: "failed",
    rows: MOST_ROWS,
    findings: MOST_ROWS,
    suppressed: { ascii: 40 },
    pushed: { ascii: 40 },
  });
  expect(record.problems.map(({ message }) => message)).toEqual([
    `the window has more data than a query can return: its first ${MOST_ROWS} rows were used, the rest were not examined`,
  ]);
  expect(Math.max(...hunted.findings.map(({ time }) => time))).toBeLessThan(
    START + (40 + MOST_ROWS / 100) * 1_000,
  );
  expect((await coverageOf(cut)).covered).toEqual([]);
  expect(bookmarks(cut.resources)).toHaveLength(1);
});

test("an event without what the rule must know is left to code, which says so", async () => {
  const events = [
    ...noise.map((_, second) => shell(at(second), { pid: String(second) })),
    sysmon(at(200), "C:\\Windows\\System32\\cmd.exe", "cmd.exe /c noise", RUNDLL32, "", {
      pid: "200",
    }),
  ];
  const every = entry("every", { field: "CommandLine", op: "contains", value: "cmd.exe /c" });
  const hunted = world([every], 20, events);
  const window = { from: START, to: START + 5 * MINUTE };
  const { record } = await runJob(
    { rule: shellRule, workspace: WORKSPACE, window, known: "skip" },
    hunted.ports,
  );
  expect(record).toMatchObject({ state: "ok", rows: 1, pushed: { every: 40 }, findings: 0 });
  expect(Object.values(record.unanswered)).toEqual([1]);
});

test("what the rule's refinement leaves out is not counted as hidden", async () => {
  const refined = {
    ...rule,
    hunt: {
      ...rule.hunt,
      refine: { known: [], when: { field: "TargetProcessId", op: "startsWith", value: "1" } },
    },
  } as const;
  for (const mostRows of [undefined, 20]) {
    const { ports } = world([ascii()], mostRows);
    const { record } = await runJob(
      {
        rule: refined,
        workspace: WORKSPACE,
        window: { from: START, to: START + 5 * MINUTE },
        known: "skip",
      },
      ports,
    );
    expect(record.suppressed, String(mostRows)).toEqual({ ascii: 11 });
  }
});

test("where the count is refused the first rows are used, and the window stays open", async () => {
  const cut = world([ascii()], 20);
  const { query } = cut.ports.queries;
  cut.ports.queries.query = async (workspace, compiled) => {
    if (compiled.text.includes("HiddenBy")) throw new CallError("400 too long", "shorter");
    return query(workspace, compiled);
  };
  const { record } = await ask(cut);
  expect(record.state).toBe("failed");
  expect((await coverageOf(cut)).covered).toEqual([]);
});

test("what entries hide is counted once, whatever lies beside the parts it is counted in", async () => {
  const events = Array.from({ length: 80 }, (_, nth) =>
    start(60 + nth / 8, `${NOISE} ${nth}`, nth),
  );
  const hidden = createWorld({
    tables: new Map([["WindowsEvent", events]]),
    ignore: [ascii()],
    heldRows: 6,
  });
  const window = { from: START, to: START + 5 * MINUTE };
  const records = (
    await runJobParts({ rule, workspace: WORKSPACE, window, known: "skip" }, hidden.ports)
  ).map(({ record }) => record);
  const sum = (counts: (record: (typeof records)[number]) => Readonly<Record<string, number>>) =>
    records.reduce((total, record) => total + (counts(record)["ascii"] ?? 0), 0);
  expect(records.map(({ state }) => state)).toEqual(records.map(() => "ok"));
  expect([sum(({ suppressed }) => suppressed), sum(({ pushed }) => pushed)]).toEqual([80, 80]);
});

test("samples that were cut off are left out, and the count stays", () => {
  const pushed = [{ entry: ascii(), condition: "" }];
  const rows = [{ HiddenBy: "0", Events: 7, Samples: '[{"CommandLine":"cut o' }];
  expect(readHidden(rows, pushed, "TimeGenerated", sourceFor("rundll32"))).toEqual([
    { entry: pushed[0]!.entry, events: 7, samples: [] },
  ]);
});

test("a slot that is too much at once is split when it closes", async () => {
  const events = Array.from({ length: 30 }, (_, minute) =>
    shell(at(minute * 60), { pid: String(minute) }),
  );
  const [whole, cut] = [world([], undefined, events), world([], 8, events)];
  const windows = [{ window: { from: START, to: START + 240 * MINUTE }, empty: false }];
  for (const { ports } of [whole, cut]) {
    const outcomes = await runWindows(
      { ...shellRule, hunt: { ...shellRule.hunt, slot: 60 * MINUTE } },
      WORKSPACE,
      windows,
      ports,
    );
    expect(outcomes.every(({ record }) => record.state === "ok")).toBe(true);
    expect(outcomes.some(({ record }) => record.job === "closing")).toBe(true);
  }
  expect(written(cut.resources)).toEqual(written(whole.resources));
});
