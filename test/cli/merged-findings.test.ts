import { beforeAll, describe, expect, test } from "vitest";
import { htmlReport } from "../../src/cli/reporters/html/report.ts";
import { jsonLines } from "../../src/cli/reporters/json.ts";
import { textReport } from "../../src/cli/reporters/text.ts";
import { type RuleSummary, summarise } from "../../src/cli/summary.ts";
import type { Record_ } from "../../src/emulator/table-data.ts";
import type { JobOutcome } from "../../src/hunt/runs/job.ts";
import { bookmarks, createWorld, runJob, shell, WORKSPACE, type World } from "../harness.ts";
import { shapedRule } from "../shaped-rule.ts";
import { heard } from "./heard.ts";

const HOUR = 3_600_000;
const START = Date.parse("2023-08-18T00:00:00Z");
const at = (ms: number) => new Date(START + ms).toISOString();

/** Every hour over two, so that a burst is returned by two cells, and may have grown by the second. */
const rule = shapedRule(
  [
    "WindowsEvent",
    "| where TimeGenerated > ago(2h) and EventID == 1",
    "| summarize Starts = count(), Ids = make_set(_ItemId) by Computer",
    "| where Starts >= 3",
  ].join("\n"),
  {
    stated: { period: 2 * HOUR },
    hunt: {
      score: 20,
      features: [
        { name: "many", points: 30, when: { field: "Starts", op: "regex", value: "^[5-9]$" } },
      ],
      bands: [{ from: 40, delivery: "incident", severity: "High" }],
      delivery: "bookmark",
      group: ["Computer"],
    },
    more: {
      entityMappings: [
        {
          entityType: "Host",
          fieldMappings: [{ identifier: "FullName", columnName: "Computer" }],
        },
      ],
    },
  },
);

const starts = (from: number, count: number): Record_[] =>
  Array.from({ length: count }, (_, index) =>
    shell(at(from + index * 60_000), { host: "ws1", id: `${from / HOUR}-${index}` }),
  );
const tables = new Map([["WindowsEvent", [...starts(10 * HOUR, 3), ...starts(11 * HOUR, 2)]]]);

let world: World;
let summary: RuleSummary;

beforeAll(async () => {
  world = createWorld({ tables, ignore: [] });
  const outcomes: JobOutcome[] = [];
  for (const hour of [10, 11, 12]) {
    const window = { from: START + hour * HOUR, to: START + (hour + 1) * HOUR };
    const job = { rule, workspace: WORKSPACE, window, known: "skip" } as const;
    outcomes.push(await runJob(job, world.ports));
  }
  summary = summarise(rule, WORKSPACE, outcomes);
});

describe("a finding that two cells return, with a higher risk in the second", () => {
  test("is one finding, with the row and the score of the cell where its risk was highest", () => {
    expect(jsonLines([summary], []).map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({
        kind: "finding",
        time: at(11 * HOUR),
        risk: 50,
        features: ["many"],
        severity: "High",
        row: { Computer: "ws1", Starts: 5, Ids: ["10-0", "10-1", "10-2", "11-0", "11-1"] },
      }),
    );
    expect(summary.findings).toHaveLength(1);
  });

  test("is counted with the resources of both bands, each with its own row and risk", async () => {
    const { out } = await heard((terminal) => {
      textReport(terminal, [summary], []);
      return 0;
    });
    expect(out).toContain(
      [
        "  incident created  Shaped: ws1",
        "    1 finding, 1 bookmark, risk 50, severity High",
        "    Host ws1",
        '    Starts 5, Ids ["10-0","10-1","10-2","11-0","11-1"]',
        "  bookmark created  Shaped: ws1",
        "    1 finding, risk 20, Host ws1",
        '    Starts 3, Ids ["10-0","10-1","10-2"]',
      ].join("\n"),
    );
  });

  test("shows its columns in the page, where no process is known", () => {
    const page = htmlReport([summary], []);
    expect(page).toContain('<td class="name">Starts</td><td><code>5</code></td>');
    expect(page).toContain('<td class="name">Starts</td><td><code>3</code></td>');
    expect(page).toContain("1 bookmark for 1 finding");
    expect(page).toContain(`${at(11 * HOUR)} Computer ws1, Starts 5, `);
    for (const none of ["unknown process", "Source ,", "0 findings"])
      expect(page).not.toContain(none);
  });
});

describe("its bookmark", () => {
  const written = () =>
    bookmarks(world.resources).map(({ properties }) => properties as Record<string, string>);

  test("says what all of its runs say: the span, the band's scores, the columns of the key", () => {
    const own = written().find(({ notes }) => notes!.startsWith("Time: "));
    expect(own!["displayName"]).toBe("Shaped: ws1");
    expect(own!["notes"]!.split("\n").slice(0, 5)).toEqual([
      `Time: between ${at(0)} and ${at(24 * HOUR)}`,
      "Risk 40 of 100 or more.",
      "Computer: ws1",
      "",
      "The rule runs every PT1H over PT2H, and each run may return other values. The query merges " +
        "all of this time at once.",
    ]);
    expect(own!["queryResult"]).toBe('{"Computer":"ws1"}');
  });

  test("has a query that shows the burst, although its clock only looks back two hours", async () => {
    expect(written()).toHaveLength(2);
    for (const { query, queryStartTime, queryEndTime } of written()) {
      expect([queryStartTime, queryEndTime]).toEqual([at(-HOUR), at(24 * HOUR)]);
      expect(query).toContain("TimeGenerated > (datetime(2023-08-18T00:59:59.9999999Z) - (2h))");
      const timespan = { from: START - HOUR, to: START + 24 * HOUR };
      const answer = await world.ports.queries.query(WORKSPACE, { text: query!, timespan });
      expect(answer.rows.map(({ Starts }) => Starts)).toEqual([5]);
    }
  });
});
