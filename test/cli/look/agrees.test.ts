import fc from "fast-check";
import { expect, test } from "vitest";
import { openLocalClients } from "../../../src/app/clients.ts";
import { loadContent } from "../../../src/cli/content.ts";
import { lookAt } from "../../../src/cli/look/look-at.ts";
import { emulatorClient } from "../../../src/emulator/http-client.ts";
import type { Record_ } from "../../../src/emulator/table-data.ts";
import { cut, DAY } from "../../../src/hunt/base/window.ts";
import { NOTHING_THERE, planning } from "../../../src/hunt/delivery/planning.ts";
import { runWindows } from "../../../src/hunt/runs/range.ts";
import {
  bookmarks,
  createWorld,
  incidents,
  RULES,
  RUNDLL32,
  security,
  shell,
  sysmon,
  WORKSPACE,
} from "../../harness.ts";

const content = loadContent({ rules: RULES, environment: {} });
const FROM = Date.parse("2025-12-28T12:00:00Z");
const RANGE = { from: FROM, to: FROM + 2 * DAY };

/**
 * Events near midnight as well as over the days, some of them logged by two sources within two
 * seconds.
 */
const event = fc.record({
  at: fc.oneof(
    fc.integer({ min: 0, max: 2 * DAY - 1 }),
    fc.integer({ min: DAY / 2 - 3_000, max: DAY / 2 + 3_000 }),
  ),
  host: fc.constantFrom("ws1", "ws2"),
  kind: fc.constantFrom("shell", "start", "twice"),
  module: fc.constantFrom("a", "b", "c"),
});

function rowsOf(
  { at, host, kind, module }: typeof event extends fc.Arbitrary<infer T> ? T : never,
  index: number,
): [string, Record_][] {
  const time = (ms: number) => new Date(FROM + ms).toISOString();
  const [pid, line] = [String(1_000 + index), `rundll32.exe C:\\ProgramData\\${module}.dll,Start`];
  if (kind === "shell") return [["WindowsEvent", shell(time(at), { host, pid, id: `${index}` })]];
  const own = sysmon(time(at), RUNDLL32, line, "C:\\Windows\\explorer.exe", "", {
    host,
    pid,
    id: `${index}`,
  });
  if (kind === "start") return [["WindowsEvent", own]];
  const twin = security(time(at + 1_500), RUNDLL32, line, "C:\\Windows\\explorer.exe", {
    host,
    pid: `0x${(1_000 + index).toString(16)}`,
    id: `t${index}`,
  });
  return [
    ["WindowsEvent", own],
    ["SecurityEvent", twin],
  ];
}

test("a look finds the very incidents and bookmarks that a run writes, above the caps too", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      async (events, cap) => {
        const rows = events.flatMap(rowsOf);
        const tables = new Map(
          ["WindowsEvent", "SecurityEvent"].map((name) => [
            name,
            rows.flatMap(([table, row]) => (table === name ? [row] : [])),
          ]),
        );
        const world = createWorld({ tables, ignore: [] });
        const capped = content.rules.map((loaded) => ({
          ...loaded,
          rule: { ...loaded.rule, hunt: { ...loaded.rule.hunt, cap } },
        }));
        const clients = openLocalClients(emulatorClient(world.emulator));
        const ports = { ...world.ports, sentinel: planning(NOTHING_THERE) };
        const { rules, problems } = await lookAt(
          { workspace: WORKSPACE, clients, ports, local: undefined, writes: false },
          {
            content: {
              ...content,
              rules: capped,
              settings: { ...content.settings, emulator: "http://127.0.0.1:1" },
            },
            rangeAt: () => RANGE,
            progress: { expect: () => undefined, done: () => undefined },
            stopped: new AbortController().signal,
            heard: () => undefined,
          },
        );
        expect(rules.flatMap((look) => look.problems)).toEqual([]);
        expect(
          problems.filter(({ message }) => !message.includes("no events of the last day")),
        ).toEqual([]);
        expect([...incidents(world.resources), ...bookmarks(world.resources)]).toEqual([]);
        for (const { rule } of capped) {
          const windows = cut(RANGE, DAY).map((window) => ({ window, empty: false }));
          await runWindows(rule, WORKSPACE, windows, world.ports);
        }
        const raised = rules.flatMap((look) => look.raised);
        const seen = (resource: string) =>
          raised
            .filter((one) => one.resource === resource)
            .map(({ id }) => id)
            .sort();
        const names = (resources: readonly { name: string }[]) =>
          resources.map(({ name }) => name).sort();
        expect(seen("incident")).toEqual(names(incidents(world.resources)));
        expect(seen("bookmark")).toEqual(names(bookmarks(world.resources)));
      },
    ),
    { numRuns: process.env["SOAK"] ? 200 : 12 },
  );
});
