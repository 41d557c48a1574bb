import { chmodSync, mkdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readFolder } from "../../src/emulator/read-data.ts";
import { folderWith, read } from "./data/folder.ts";

const row = (n: number, more: object = {}) => ({
  Type: "SecurityEvent",
  TimeGenerated: `2026-11-10T10:00:0${n}Z`,
  EventID: 4688,
  Computer: "WS1",
  NewProcessName: "C:\\Windows\\rundll32.exe",
  CommandLine: `rundll32.exe "f${n}.dll",a\nü`,
  ...more,
});
const ROWS = [row(1), row(2), row(3)];
const JSONL = ROWS.map((one) => JSON.stringify(one)).join("\n");
const wanted = ROWS.map(({ CommandLine }) => CommandLine);

function lines(files: Record<string, string | Uint8Array>, table = "SecurityEvent") {
  const { tables, problems, notices } = read(files);
  return { lines: (tables[table] ?? []).map(({ CommandLine }) => CommandLine), problems, notices };
}

const big = (text: string) => Buffer.from(text, "utf16le").swap16();
const quoted = (cell: unknown) => `"${String(cell).replaceAll('"', '""')}"`;
const CSV = [
  "TimeGenerated [UTC],EventID,Computer,NewProcessName,CommandLine,Type,_ItemId",
  ...ROWS.map((one, n) =>
    [
      `11/10/2026, 10:00:0${n + 1}.000 AM`,
      4688,
      "WS1",
      one.NewProcessName,
      one.CommandLine,
      "SecurityEvent",
      "",
    ].map(quoted),
  ),
].join("\r\n");
const ANSWER = JSON.stringify({
  tables: [
    {
      name: "PrimaryResult",
      columns: Object.keys(ROWS[0]!).map((name) => ({
        name,
        type: name === "EventID" ? "int" : name === "TimeGenerated" ? "datetime" : "string",
      })),
      rows: ROWS.map((one) => Object.values(one)),
    },
  ],
});
const CLI = JSON.stringify(
  ROWS.map((one) => ({
    TableName: "PrimaryResult",
    ...Object.fromEntries(Object.entries(one).map(([k, v]) => [k, String(v)])),
  })),
  null,
  2,
);

describe("every form of a file gives the same rows", () => {
  const FORMS: Record<string, string | Uint8Array> = {
    lines: JSONL,
    "lines that end in CRLF": JSONL.replaceAll("\n", "\r\n"),
    "lines with blank ones between": `\n\n${JSONL.replaceAll("\n", "\n \t\n")}\n\n`,
    "a byte order mark": `\ufeff${JSONL}\r\n`,
    "UTF-16, little endian": Buffer.from(`\ufeff${JSONL}`, "utf16le"),
    "UTF-16, big endian": big(`\ufeff${JSONL}`),
    "UTF-16 without a mark": Buffer.from(JSONL, "utf16le"),
    "UTF-16 big endian without a mark": big(JSONL),
    "an array on one line": JSON.stringify(ROWS),
    "an array, one row a line": `[\n${ROWS.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`,
    "a pretty array": JSON.stringify(ROWS, null, 2),
    "an array with a mark, in UTF-16": Buffer.from(
      `\ufeff${JSON.stringify(ROWS, null, "\t")}`,
      "utf16le",
    ),
    "pretty objects one after the other": ROWS.map((one) => JSON.stringify(one, null, 4)).join(
      "\n",
    ),
    "pretty objects with commas between": ROWS.map((one) => JSON.stringify(one, null, 2)).join(
      ",\r\n",
    ),
    "objects without a line end between": ROWS.map((one) => JSON.stringify(one)).join(""),
    "two arrays": `${JSON.stringify(ROWS.slice(0, 1))}\n${JSON.stringify(ROWS.slice(1), null, 1)}`,
    "a JSON text sequence": ROWS.map((one) => `\u001e${JSON.stringify(one)}\n`).join(""),
    "an answer of the query API": ANSWER,
    "what the Azure CLI prints": CLI,
    "a list in an envelope": JSON.stringify({ value: ROWS }, null, 2),
    "records, as an event hub has them": JSON.stringify({ records: ROWS }),
  };
  for (const [form, text] of Object.entries(FORMS)) {
    test.each([".jsonl", ".ndjson", ".json", ".jsonl.gz", ".JSON", ".json.gz"])(
      `${form} in %s`,
      (ending) => {
        const packed = /gz$/.test(ending) ? gzipSync(text) : text;
        expect(lines({ [`SecurityEvent${ending}`]: packed })).toEqual({
          lines: wanted,
          problems: [],
          notices: [],
        });
      },
    );
  }

  test.each([
    ["the portal's CSV", CSV],
    ["with a mark", `\ufeff${CSV}\r\n`],
    ["in UTF-16", Buffer.from(`\ufeff${CSV}`, "utf16le")],
    ["with LF", CSV.replaceAll("\r\n", "\n")],
    ["as PowerShell writes it", `#TYPE System.Management.Automation.PSCustomObject\r\n${CSV}`],
    [
      "with semicolons",
      CSV.replaceAll('","', '";"').replace(/^.*/, (head) => head.replaceAll(",", ";")),
    ],
    [
      "with tabs",
      CSV.replaceAll('","', '"\t"').replace(/^.*/, (head) => head.replaceAll(",", "\t")),
    ],
  ])("%s, in .csv, .csv.gz and .json", (_, text) => {
    for (const files of [
      { "SecurityEvent.csv": text },
      { "SecurityEvent.csv.gz": gzipSync(text) },
      { "SecurityEvent.json": text },
    ])
      expect(lines(files as never)).toEqual({ lines: wanted, problems: [], notices: [] });
  });

  test("JSON in a file called .csv", () => {
    expect(lines({ "SecurityEvent.csv": JSONL }).lines).toEqual(wanted);
  });

  test("gzip in a file without .gz, and a gzip of several members", () => {
    expect(lines({ "SecurityEvent.jsonl": gzipSync(JSONL) }).lines).toEqual(wanted);
    const members = Buffer.concat(ROWS.map((one) => gzipSync(`${JSON.stringify(one)}\n`)));
    expect(lines({ "SecurityEvent.jsonl.gz": members })).toEqual({
      lines: wanted,
      problems: [],
      notices: [],
    });
  });

  test("more text than one piece holds: each row once, and lines are counted on", () => {
    const many = Array.from({ length: 9000 }, (_, n) =>
      JSON.stringify(row(n % 10, { CommandLine: `${n} ${"x".repeat(1000)}` })),
    );
    many[8000] = "{broken";
    const { tables, problems } = read({ "SecurityEvent.jsonl": many.join("\n") });
    expect(tables["SecurityEvent"]).toHaveLength(8999);
    expect(problems).toEqual(["SecurityEvent.jsonl:8001: the line is not JSON"]);
  });
});

describe("the table of a row", () => {
  test.each([
    ["SecurityEvent.jsonl"],
    ["securityevent.jsonl"],
    ["SECURITYEVENT.JSON"],
    ["SecurityEvent (1).jsonl"],
    ["SecurityEvent - Copy.jsonl"],
    ["SecurityEvent-2026-11.json"],
    ["SecurityEvent_2026.json"],
    ["SecurityEvent.part1.jsonl"],
    ["query_data.json"],
    ["query_data (3).json"],
    ["export.json"],
  ])("%s", (file) => {
    expect(lines({ [file]: JSONL })).toEqual({ lines: wanted, problems: [], notices: [] });
  });

  test("a custom table keeps its name, also where a known one begins it", () => {
    const { tables, notices } = read({
      "SecurityEvent_CL.jsonl": '{"TimeGenerated":"2026-11-10","a_s":"x"}',
      "Perf (2).csv": "TimeGenerated,v\n2026-11-10,1",
    });
    expect(Object.keys(tables).sort()).toEqual(["Perf", "SecurityEvent_CL"]);
    expect(notices).toEqual([]);
  });

  test("an export of several tables is split by Type, and a Type that no table has stays in the file's table", () => {
    const other = {
      Type: "WindowsEvent",
      TimeGenerated: "2026-11-10",
      EventID: 1,
      EventData: { Image: "x" },
    };
    const third = { Type: "note", TimeGenerated: "2026-11-10" };
    const { tables } = read({ "all.json": JSON.stringify([row(1), other, third, row(2)]) });
    expect(Object.entries(tables).map(([name, rows]) => [name, rows.length])).toEqual([
      ["SecurityEvent", 2],
      ["WindowsEvent", 1],
      ["all", 1],
    ]);
  });

  test("what a service wrote names its table by Type, also one that is not known here", () => {
    const csv =
      'UserPrincipalName,"TimeGenerated [UTC]",Type\na@b.c,"11/10/2026, 1:02:03.004 PM",SigninLogs\n';
    const { tables } = read({ "query_data.csv": csv });
    expect(tables).toEqual({
      SigninLogs: [
        {
          TimeGenerated: "2026-11-10T13:02:03.0040000Z",
          UserPrincipalName: "a@b.c",
          Type: "SigninLogs",
        },
      ],
    });
  });

  test("a known name whose rows have another Type: read by Type, and said", () => {
    const { tables, notices, problems } = read({ "WindowsEvent.jsonl": JSONL });
    expect(tables["SecurityEvent"]).toHaveLength(3);
    expect(problems).toEqual([]);
    expect(notices).toEqual([
      "WindowsEvent.jsonl: has 3 rows whose Type is SecurityEvent, and they were read as rows of SecurityEvent",
    ]);
  });

  test("a notice names the table whose columns the rows of an unknown name have", () => {
    const { tables, notices } = read({
      "events.jsonl": JSONL.replaceAll('"Type":"SecurityEvent",', ""),
    });
    expect(tables["events"]).toHaveLength(3);
    expect(notices).toEqual([
      "events.jsonl: was read as the table events, though its columns are those of SecurityEvent",
    ]);
  });

  test("rows of a parser are no rows of the table that their Type names", () => {
    const parsed = {
      TimeGenerated: "2026-11-10",
      Type: "SecurityEvent",
      EventSchema: "ProcessEvent",
      Dvc: "a",
      TargetProcessName: "b",
    };
    const { tables, problems } = read({ "query_data.json": JSON.stringify([parsed]) });
    expect(tables).toEqual({});
    expect(problems).toEqual([
      "query_data.json: has 1 row with the columns of an ASIM parser instead of a table's, so they were not used",
    ]);
    for (const name of [
      "_Im_ProcessCreate.json",
      "imProcessCreate.csv",
      "improcesscreate (1).json",
    ])
      expect(Object.keys(read({ [name]: JSON.stringify([parsed]) }).tables)).toEqual([
        "_Im_ProcessCreate_Rows",
      ]);
  });

  test("a table in two forms is one table; rows with the same _ItemId are used once, with a notice", () => {
    const ids = ROWS.map((one, n) => ({ ...one, _ItemId: `i${n}` }));
    const csv = `TimeGenerated,CommandLine,_ItemId\n2026-11-10,again,i1\n2026-11-11,new,i9\n2026-11-12,none,\n`;
    const { tables, notices } = read({
      "SecurityEvent.csv": csv,
      "SecurityEvent.jsonl": JSON.stringify(ids),
    });
    expect(tables["SecurityEvent"]!.map(({ _ItemId }) => _ItemId)).toEqual([
      "i1",
      "i0",
      "i2",
      "i9",
      undefined,
    ]);
    expect(notices).toEqual([
      "SecurityEvent.jsonl: 1 of its rows of SecurityEvent are already in an earlier file (same _ItemId) and were used only once",
    ]);
  });

  test("a file beside its own packed form is read once, with a notice", () => {
    expect(
      lines({ "SecurityEvent.jsonl": JSONL, "SecurityEvent.jsonl.gz": gzipSync(JSONL) }),
    ).toEqual({
      lines: wanted,
      problems: [],
      notices: [
        "SecurityEvent.jsonl.gz: was not read, because SecurityEvent.jsonl is in the same folder",
      ],
    });
  });

  test("a prepared file stands in only where no known table is there", () => {
    const parsed =
      '{"TimeGenerated":"2026-11-10","Type":"SecurityEvent","EventSchema":"ProcessEvent"}';
    const names = (files: Record<string, string>) => Object.keys(read(files).tables).sort();
    expect(names({ "imProcessCreate.jsonl": parsed, "SecurityEvent.jsonl": JSONL })).toEqual([
      "SecurityEvent",
    ]);
    expect(
      names({ "imProcessCreate.jsonl": parsed, "Perf_CL.jsonl": '{"TimeGenerated":"2026-11-10"}' }),
    ).toEqual(["Perf_CL", "_Im_ProcessCreate_Rows"]);
    expect(
      names({ "imProcessCreate.jsonl": parsed, "provenance.json": '{"_ItemId":"x"}' }),
    ).toEqual(["_Im_ProcessCreate_Rows"]);
  });

  test("--tables: by file, by table, and by the Type in other files; a name that is nowhere is an error", () => {
    const files = {
      "SecurityEvent (1).jsonl": JSONL,
      "all.json": '[{"Type":"WindowsEvent","TimeGenerated":"2026-11-10"}]',
      "Perf_CL.csv": "TimeGenerated\n2026-11-10",
    };
    const names = (...only: string[]) => Object.keys(read(files, only).tables);
    expect(names("SecurityEvent")).toEqual(["SecurityEvent"]);
    expect(names("SecurityEvent (1)")).toEqual(["SecurityEvent"]);
    expect(names("WindowsEvent", "Perf_CL")).toEqual(["Perf_CL", "WindowsEvent"]);
    expect(() => names("Nope")).toThrow(
      /has no file Nope\.jsonl.*it has Perf_CL, SecurityEvent \(1\), all/,
    );
  });
});

describe("times", () => {
  const at = (value: unknown) =>
    read({ "Perf_CL.jsonl": JSON.stringify({ TimeGenerated: value, v: 1 }) });
  test.each([
    ["2026-11-10T10:00:00", "2026-11-10T10:00:00.0000000Z"],
    ["2026-11-10 10:00:00.1234567", "2026-11-10T10:00:00.1234567Z"],
    ["2026-11-10T10:00:00+02:00", "2026-11-10T08:00:00.0000000Z"],
    ["2026-11-10T10:00:00-0530", "2026-11-10T15:30:00.0000000Z"],
    ["2026-11-10T10:00:00.5z", "2026-11-10T10:00:00.5000000Z"],
    ["2026-11-10", "2026-11-10T00:00:00.0000000Z"],
    ["11/10/2026, 10:00:00.000 PM", "2026-11-10T22:00:00.0000000Z"],
    ["Tue, 10 Nov 2026 10:00:00 GMT", "2026-11-10T10:00:00.0000000Z"],
    ["Nov 10, 2026 10:00:00 AM", "2026-11-10T10:00:00.0000000Z"],
  ])("%s", (text, iso) => {
    expect(at(text).tables["Perf_CL"]).toEqual([{ TimeGenerated: iso, v: "1" }]);
  });

  test.each([
    [1_762_768_800],
    [1_762_768_800_000],
    ["1762768800"],
    ["soon"],
    ["event 12"],
    ["2026-13-10T10:00:00Z"],
    ["2026-02-30"],
    ["0001-01-01T00:00:00Z"],
    ["1601-01-01T00:00:00Z"],
    ["11/31/2026, 10:00:00.000 AM"],
    ["2026-11-10T25:00:00Z"],
    [true],
    [{}],
  ])("%j is not a time", (value) => {
    const { tables, problems } = at(value);
    expect(tables).toEqual({});
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      /^Perf_CL\.jsonl: no row has a TimeGenerated that can be read: .* is not a time$/,
    );
  });

  test("@timestamp is taken where the row has a known table's columns otherwise, with a notice", () => {
    const text = JSONL.replaceAll("TimeGenerated", "@timestamp");
    expect(lines({ "SecurityEvent.jsonl": text })).toEqual({
      lines: wanted,
      problems: [],
      notices: [
        "SecurityEvent.jsonl: has 3 rows without TimeGenerated, for which @timestamp was used",
      ],
    });
    expect(lines({ "any.json": text }).lines).toEqual(wanted);
  });

  test("Timestamp is taken for a table that has it beside TimeGenerated", () => {
    const device = {
      Timestamp: "2026-11-10T10:00:00Z",
      DeviceName: "a",
      FileName: "b.exe",
      FolderPath: "c",
      ProcessCommandLine: "d",
    };
    expect(
      read({ "DeviceProcessEvents.json": JSON.stringify({ Results: [device], Schema: [] }) })
        .tables["DeviceProcessEvents"],
    ).toHaveLength(1);
    expect(read({ "SecurityEvent.json": JSON.stringify([device]) }).tables).toEqual({});
  });

  test.each([
    [
      "what Winlogbeat writes",
      "WindowsEvent.jsonl",
      {
        "@timestamp": "2026-11-10T10:00:00Z",
        winlog: { event_id: 1 },
        event: {},
        host: {},
        message: "m",
      },
      "@timestamp",
    ],
    [
      "the same under a name that is no table",
      "winlogbeat.jsonl",
      { "@timestamp": "2026-11-10T10:00:00Z", winlog: {}, event: {} },
      "@timestamp",
    ],
    [
      "too few columns to know",
      "SecurityEvent.jsonl",
      { "@timestamp": "2026-11-10T10:00:00Z", EventID: 4688 },
      "@timestamp",
    ],
    [
      "another time",
      "SecurityEvent.jsonl",
      { EventTime: "2026-11-10 10:00:00", EventID: 4688, CommandLine: "x", NewProcessName: "y" },
      "EventTime",
    ],
    [
      "TimeGenerated in another case",
      "SecurityEvent.jsonl",
      { timegenerated: "2026-11-10", EventID: 4688 },
      "timegenerated",
    ],
  ])("%s is not taken", (_, file, record, column) => {
    const { tables, problems } = read({ [file]: JSON.stringify(record) });
    expect(tables).toEqual({});
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`no row has a TimeGenerated; ${column} was not used instead`);
  });
});

describe("what cannot be used is reported, and the rest is used", () => {
  const good = JSON.stringify(row(1));
  test.each([
    [
      "a last line that is truncated",
      `${good}\n${good.slice(0, 50)}`,
      ["2: the row is truncated: the file ends inside it"],
    ],
    [
      "a line that is truncated in the middle",
      `${good.slice(0, 50)}\n${good}\n`,
      ["1: the line is not JSON"],
    ],
    [
      "a line without its last brace",
      `${good.slice(0, -1)}\n${good}\n`,
      ["1: the line is not JSON"],
    ],
    [
      "no JSON",
      `${good}\nstarting up\n"text"\n5\nnull\n`,
      [
        "2: the line is not JSON",
        "3: the line is not a JSON object",
        "4: the line is not a JSON object",
        "5: the line is not a JSON object",
      ],
    ],
    ["lines of NUL", `${good}\n\0\0\0\0\n`, ["2: the line contains NUL bytes, so it is not JSON"]],
    [
      "an array that is truncated",
      `[\n${good},\n${good.slice(0, 40)}`,
      [
        "3: the row is truncated: the file ends inside it (item 2 of the array)",
        "3: the array is truncated: its closing ] is missing",
      ],
    ],
    [
      "an array without its end",
      `[${good}`,
      ["1: the array is truncated: its closing ] is missing"],
    ],
    [
      "an item that is no row",
      `[${good}, 5, "x", [1]]`,
      [
        "1: the line is not a JSON object (item 2 of the array)",
        "1: the line is not a JSON object (item 3 of the array)",
        "1: the line is not a JSON object (item 4 of the array)",
      ],
    ],
    [
      "a pretty row that is broken",
      `[\n  {\n    "a": x\n  },\n  ${good}\n]`,
      ["2: the line is not JSON (item 1 of the array)"],
    ],
    [
      "a row without a time",
      `${good}\n{"EventID":1}\n${good}`,
      ["2: the row has no readable TimeGenerated"],
    ],
  ])("%s", (_, text, problems) => {
    const got = read({ "SecurityEvent.json": text });
    expect(got.tables["SecurityEvent"]?.[0]).toMatchObject({ EventID: "4688" });
    expect(got.problems).toEqual(problems.map((problem) => `SecurityEvent.json:${problem}`));
  });

  test("more than five bad lines are counted, and many that do not close take no time each to the end", () => {
    const bad = Array.from({ length: 5000 }, () => good.slice(0, -1)).join("\n");
    const { tables, problems } = read({ "SecurityEvent.jsonl": `${bad}\n${good}` });
    expect(tables["SecurityEvent"]).toHaveLength(1);
    expect(problems).toHaveLength(6);
    expect(problems[5]).toBe("SecurityEvent.jsonl: 4995 more lines cannot be used");
  });

  test("a truncated gzip gives the rows up to the cut", () => {
    const many = Array.from({ length: 3000 }, (_, n) =>
      JSON.stringify(row(n % 10, { CommandLine: String(n * 7919) })),
    ).join("\n");
    const packed = gzipSync(many);
    const { tables, problems } = read({
      "SecurityEvent.jsonl.gz": packed.subarray(0, packed.length >> 1),
    });
    expect(tables["SecurityEvent"]!.length).toBeGreaterThan(500);
    expect(problems[0]).toBe(
      "SecurityEvent.jsonl.gz: is truncated: the end of its gzip data is missing",
    );
    expect(problems).toHaveLength(2);
  });

  test("bytes that are not UTF-8 are reported with their first line", () => {
    const text = Buffer.from(
      `${good}\n${JSON.stringify(row(2, { CommandLine: "M\u00fcller" }))}\n`,
      "latin1",
    );
    const { tables, problems } = read({ "SecurityEvent.jsonl": text });
    expect(tables["SecurityEvent"]).toHaveLength(2);
    expect(problems[0]).toContain("line 1 contains bytes that are not UTF-8");
  });

  test.each([
    ["Security.evtx", "ElfFile\0", "is a Windows event log"],
    ["SecurityEvent.jsonl", "ElfFile\0\0\0", "is a Windows event log"],
    ["SecurityEvent.json.gz", gzipSync("ElfFile\0\0\0"), "is a Windows event log"],
    ["events.xml", "<Events/>", "is XML"],
    ["SecurityEvent.json", '<?xml version="1.0"?>', "is XML"],
    ["SecurityEvent.csv", "\ufeff<html>", "is XML"],
    ["a.orc", "ORC", "is a columnar file"],
    ["SecurityEvent.json", "ARROW1..", "is a columnar file"],
    ["a.xlsx", "PK\u0003\u0004", "is a spreadsheet"],
    ["SecurityEvent.csv", "PK\u0003\u0004....", "is an archive"],
    ["SecurityEvent.jsonl.gz", "PK\u0003\u0004....", "is an archive"],
    ["a.zip", "PK\u0003\u0004", "is an archive"],
    ["a.tar.gz", gzipSync("x"), "is an archive"],
    ["SecurityEvent.txt", JSONL, "is not read: its extension does not say what it contains"],
    ["SecurityEvent", JSONL, "is not read: its extension does not say what it contains"],
    ["SecurityEvent.jsonl.gz", "no gzip", "cannot be decompressed: it is not gzip"],
    ["SecurityEvent.jsonl.gz", "", "cannot be decompressed: it is empty"],
    [
      "SecurityEvent.jsonl.gz",
      gzipSync(JSONL).fill(0xff, 40, 60),
      "cannot be decompressed: its gzip data is damaged",
    ],
    ["SecurityEvent.json", Buffer.from("fffe0000410000004200000043000000", "hex"), "is in UTF-32"],
    ["SecurityEvent.jsonl", "", "has no rows"],
    ["SecurityEvent.json", "[]", "has no rows"],
    ["SecurityEvent.csv", "TimeGenerated [UTC],EventID\r\n", "has no rows"],
    [
      "SecurityEvent.jsonl",
      '{"EventID":4688}\n{"EventID":4688}',
      "no row has a TimeGenerated, so it is not a table and was skipped",
    ],
    [
      "SecurityEvent.jsonl",
      "not\nJSON\n",
      "no row has a TimeGenerated, because none can be read: the line is not JSON (line 1)",
    ],
    [
      "answer.json",
      '{"error":{"code":"BadArgumentError","message":"no"}}',
      'contains no data but the error "BadArgumentError: no"',
    ],
  ])("%s alone: %s", (file, content, message) => {
    const { tables, problems, notices } = read({ [file]: content });
    expect(Object.values(tables).flat()).toEqual([]);
    expect(notices).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.startsWith(`${file}: ${message}`)).toBe(true);
  });

  test("a partial answer is used, and said to be partial", () => {
    const answer = JSON.stringify({
      ...JSON.parse(ANSWER),
      error: { code: "PartialError", message: "some" },
    });
    const got = lines({ "SecurityEvent.json": answer });
    expect(got.lines).toEqual(wanted);
    expect(got.problems).toEqual([
      'SecurityEvent.json: is a partial result ("PartialError: some"): rows are missing',
    ]);
  });

  test("rows in the columns of something else are reported", () => {
    const ecs = { TimeGenerated: "2026-11-10", winlog: {}, event: {}, message: "m" };
    expect(read({ "SecurityEvent.json": JSON.stringify(ecs) }).problems).toEqual([
      "SecurityEvent.json: its rows have none of the columns of SecurityEvent, but TimeGenerated, winlog, event, message",
    ]);
  });

  test("beside usable data: what can hold events is a problem, what lies there for other reasons a word or nothing", () => {
    const { tables, problems, notices } = read({
      "SecurityEvent.jsonl": JSONL,
      "Security.evtx": "ElfFile\0",
      "winlogbeat.json": '{"@timestamp":"2026-11-10T10:00:00Z","winlog":{}}',
      "WindowsEvent.json": '{"EventID":1}',
      "DeviceProcessEvents.csv": "TimeGenerated [UTC],DeviceName\n",
      "provenance.jsonl": '{"_ItemId":"a","dataset":"b"}',
      "ledger.json": '{"version":1,"runs":[]}',
      "README.md": "# text",
      "SecurityEvent.md": "text",
      LICENSE: "text",
      "._SecurityEvent.jsonl": "\0\0",
      ".DS_Store": "x",
      "licenses/MIT.txt": "text",
      "older/SecurityEvent.jsonl": JSONL,
    });
    expect(tables["SecurityEvent"]).toHaveLength(3);
    expect(problems.map((problem) => problem.split(":")[0])).toEqual([
      "Security.evtx",
      "WindowsEvent.json",
      "winlogbeat.json",
    ]);
    expect(notices.map((notice) => notice.split(":")[0])).toEqual([
      ".",
      "DeviceProcessEvents.csv",
      "ledger.json",
      "provenance.jsonl",
    ]);
    expect(notices[0]).toBe(".: has subfolders with data, which are not read: older");
  });
});

describe("the folder", () => {
  test("empty, or with nothing of a kind that is read", () => {
    expect(read({}).problems).toEqual([".: is an empty folder"]);
    expect(read({ "notes.txt": "x" }).problems).toEqual([
      ".: has no file in a supported format, only notes.txt",
    ]);
    expect(read({ "inner/SecurityEvent.jsonl": JSONL }).problems).toEqual([
      ".: has subfolders with data, which are not read: inner",
    ]);
  });

  test("one file instead of a folder", () => {
    const folder = folderWith({
      "SecurityEvent.csv": CSV,
      "WindowsEvent.jsonl": "{}",
      "note.txt": "x",
      "x.evtx": "",
    });
    const one = readFolder(`${folder}/SecurityEvent.csv`, undefined);
    expect([one.parts.get("SecurityEvent")?.[0]?.times.length, one.problems, one.notices]).toEqual([
      3,
      [],
      [],
    ]);
    expect(readFolder(`${folder}/note.txt`, undefined).problems[0]?.message).toContain(
      "its extension does not say what it contains",
    );
    expect(readFolder(`${folder}/x.evtx`, undefined).problems[0]?.message).toContain(
      "is a Windows event log",
    );
  });

  test("nothing there", () => {
    const folder = folderWith({});
    expect(() => readFolder(`${folder}/none`, undefined)).toThrow(
      /^there is no file or folder .*none; name one with --data$/,
    );
    expect(() => readFolder("/dev/null", undefined)).toThrow("is neither a folder nor a file");
    expect(() => readFolder("-", undefined)).toThrow(
      /^data is not read from standard input; write it to a file .* name that with --data$/,
    );
  });

  test.skipIf(process.getuid?.() === 0)("without the right to read it, or a file in it", () => {
    const folder = folderWith({ "SecurityEvent.jsonl": JSONL, "inner/x": "" });
    chmodSync(`${folder}/SecurityEvent.jsonl`, 0);
    expect(readFolder(folder, undefined).problems[0]).toMatchObject({
      message: "is not accessible to you",
    });
    chmodSync(`${folder}/inner`, 0);
    expect(() => readFolder(`${folder}/inner`, undefined)).toThrow("cannot be read");
    mkdirSync(`${folder}/x.jsonl`);
    expect(readFolder(folder, undefined).problems).toHaveLength(1);
  });
});
