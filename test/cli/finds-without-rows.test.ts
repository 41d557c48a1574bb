import { expect, test } from "vitest";
import { findsWithoutRows } from "../../src/cli/finds-without-rows.ts";
import { PARSERS_FOLDER } from "../../src/cli/paths.ts";
import { plannedWindows } from "../../src/cli/windows.ts";
import { makeWorkspace } from "../../src/emulator/workspace.ts";
import { DAY } from "../../src/hunt/base/window.ts";
import { shapedRule } from "../shaped-rule.ts";

const HOUR = 3_600_000;
const FIRST = Date.parse("2023-08-18T10:30:00Z");
const rows = [FIRST, FIRST + 30 * DAY].map((time) => ({
  TimeGenerated: new Date(time).toISOString(),
  EventID: 4688,
  Computer: "ws1",
}));
const times = {
  first: FIRST,
  last: FIRST + 30 * DAY,
  days: new Set(rows.map(({ TimeGenerated }) => Date.parse(TimeGenerated.slice(0, 10)))),
};
const data = { ...makeWorkspace(new Map([["SecurityEvent", rows]]), PARSERS_FOLDER), notices: [] };

test.each([
  ["SecurityEvent | summarize count() by Computer", {}, false],
  ["SecurityEvent | summarize Rows = count()", {}, true],
  ["SecurityEvent | summarize Rows = count() | where Rows > 3", {}, false],
  [
    "datatable(Computer: string)['ws2'] | join kind=leftanti SecurityEvent on Computer | distinct Computer",
    {},
    true,
  ],
  ["SecurityEvent | distinct Computer", { trigger: { operator: "lt", threshold: 1 } }, true],
  ["SecurityEvent | where TimeGenerated > ago(1d)", {}, false],
] as const)("%s %j may find something where there are no rows: %s", (query, more, expected) => {
  expect(findsWithoutRows(shapedRule(query, { more }), { data, times })).toBe(expected);
});

test("cells that read only days without data are not queried, others are", () => {
  const rule = shapedRule("SecurityEvent | summarize count() by Computer", {
    stated: { period: 25 * HOUR },
  });
  const range = { from: FIRST, to: FIRST + 30 * DAY + HOUR };
  const planned = plannedWindows(rule, range, times, Number.POSITIVE_INFINITY);
  const asked = planned.filter(({ empty }) => !empty).map(({ window }) => window);
  const day = (number: number) => Date.parse("2023-08-18T00:00:00Z") + number * DAY;
  expect(asked[0]).toEqual({ from: day(0) + 10 * HOUR, to: day(1) + 10 * HOUR });
  expect(asked.length).toBe(4);
  expect(planned.length).toBe(5);
  expect(plannedWindows(rule, range, undefined, Number.POSITIVE_INFINITY).length).toBe(31);
});
