import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detectSeparator, readCsv } from "../../../src/emulator/data/csv.ts";
import { read } from "./folder.ts";

const cells = (text: string, separator = ",") =>
  [...readCsv(text, separator)].map((record) => record.cells);

/** RFC 4180 as a writer may choose: quotes where they must be, and where it likes. */
function written(
  rows: readonly (readonly string[])[],
  separator: string,
  end: string,
  always: boolean,
): string {
  const cell = (text: string) =>
    always || /["\r\n]/.test(text) || text.includes(separator)
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  return rows.map((row) => row.map(cell).join(separator)).join(end) + end;
}

describe("records", () => {
  test.each([
    ["", []],
    ["\n\r\n\r", []],
    ["a", [["a"]]],
    [
      "a,b\r\n1,2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "a,,\n,,",
      [
        ["a", "", ""],
        ["", "", ""],
      ],
    ],
    ['"a ""b"", c",d', [['a "b", c', "d"]]],
    [
      '"a\r\nb\n\nc",d\ne,f',
      [
        ["a\r\nb\n\nc", "d"],
        ["e", "f"],
      ],
    ],
    ['"",""', [["", ""]]],
    ['""\n""', [[""], [""]]],
    ['""""', [['"']]],
    ['a"b,c', [['a"b', "c"]]],
    ['"a"b,c', [["ab", "c"]]],
    [" a , b ", [[" a ", " b "]]],
    ["a\rb\r", [["a"], ["b"]]],
  ])("%j", (text, wanted) => {
    expect(cells(text)).toEqual(wanted);
  });

  test("the line that each begins on, also after cells of several lines and blank lines", () => {
    const records = [...readCsv('a\r\n"b\r\nb\nb",2\r\n\n\nc\n"d', ",")];
    expect(records.map(({ line, truncated }) => [line, truncated])).toEqual([
      [1, false],
      [2, false],
      [7, false],
      [8, true],
    ]);
  });

  test("the separator is the one that makes most of the head", () => {
    expect(["a,b;c,d", "a;b;c,d", "a\tb\tc", '"a;b;c",d', "a"].map(detectSeparator)).toEqual([
      ",",
      ";",
      "\t",
      ",",
      ",",
    ]);
  });
});

test("whatever is written is read", () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom('"', ",", ";", "\t", "\n", "\r", " ", "\0", "ü", "😀"),
      fc.string({ minLength: 1, maxLength: 1 }),
    ),
    maxLength: 12,
  });
  const rows = fc
    .integer({ min: 2, max: 5 })
    .chain((width) =>
      fc.array(fc.array(text, { minLength: width, maxLength: width }), { maxLength: 6 }),
    );
  fc.assert(
    fc.property(
      rows,
      fc.constantFrom(",", ";", "\t"),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.boolean(),
      (all, separator, end, always) => {
        expect(cells(written(all, separator, end, always), separator)).toEqual(all);
      },
    ),
    { numRuns: 500 },
  );
});

test("no text makes the reader hang, throw, or lose a character outside of quotes and line ends", () => {
  const text = fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "a"), maxLength: 40 });
  fc.assert(
    fc.property(text, (all) => {
      const count = (where: string) => [...where].filter((one) => one === "a").length;
      expect(count(cells(all).flat().join(""))).toBe(count(all));
    }),
    { numRuns: 500 },
  );
});

const HEAD = "TimeGenerated [UTC]";

describe("columns", () => {
  const types = (csv: string, table = "Some_CL") => read({ [`${table}.csv`]: csv }).types[table];

  test("of tables that are not known, by what all cells are", () => {
    const csv = `${HEAD},n,big,r,b,s,code,j,none,when_t [UTC],mixed\n2026-11-10,1,9007199254740993,1,true,x,007,"{""a"":1}",,2026-11-10,1\n2026-11-10,-2,1,2.50,False,"",1,[],,,x\n`;
    expect(types(csv)).toEqual({
      TimeGenerated: "datetime",
      n: "long",
      big: "long",
      r: "real",
      b: "bool",
      s: "string",
      code: "string",
      j: "dynamic",
      none: "string",
      when_t: "datetime",
      mixed: "string",
    });
    expect(read({ "Some_CL.csv": csv }).tables["Some_CL"]).toEqual([
      {
        TimeGenerated: "2026-11-10T00:00:00.0000000Z",
        n: "1",
        big: "9007199254740993",
        r: "1.0",
        b: "True",
        s: "x",
        code: "007",
        j: '{"a":1}',
        when_t: "2026-11-10T00:00:00.0000000Z",
        mixed: "1",
      },
      {
        TimeGenerated: "2026-11-10T00:00:00.0000000Z",
        n: "-2",
        big: "1",
        r: "2.5",
        b: "False",
        code: "1",
        j: "[]",
        mixed: "x",
      },
    ]);
  });

  test("of a known table, by its declaration: text stays as it is written, and a dynamic is its JSON", () => {
    const csv = `${HEAD},EventID,EventData,Computer,Version\n2026-11-10,1,"{""Image"":""C:\\\\x.exe"",""Id"":9007199254740993}",1.10,\n2026-11-10,x,not JSON,007,5\n`;
    const { tables, types: all } = read({ "WindowsEvent.csv": csv });
    expect(all["WindowsEvent"]).toMatchObject({
      EventID: "int",
      EventData: "dynamic",
      Computer: "string",
    });
    expect(tables["WindowsEvent"]).toEqual([
      {
        TimeGenerated: "2026-11-10T00:00:00.0000000Z",
        EventID: "1",
        EventData: '{"Image":"C:\\\\x.exe","Id":9007199254740993}',
        Computer: "1.10",
      },
      {
        TimeGenerated: "2026-11-10T00:00:00.0000000Z",
        EventData: "not JSON",
        Computer: "007",
        Version: "5",
      },
    ]);
  });

  test("a column called __proto__ is a column", () => {
    expect(
      read({ "Some_CL.csv": `${HEAD},__proto__,constructor\n2026-11-10,x,y` }).tables["Some_CL"],
    ).toEqual([
      Object.fromEntries([
        ["TimeGenerated", "2026-11-10T00:00:00.0000000Z"],
        ["__proto__", "x"],
        ["constructor", "y"],
      ]),
    ]);
  });

  test("what the Azure CLI prints: None is null where the column is not text", () => {
    const rows = ["None", "4"].map((n) => ({
      TableName: "PrimaryResult",
      TimeGenerated: "2026-11-10",
      EventID: n,
      Computer: n,
      extra: n,
      flag: "True",
    }));
    const { tables, types: all } = read({ "SecurityEvent.json": JSON.stringify(rows) });
    expect(tables["SecurityEvent"]!.map(({ TimeGenerated: _, ...row }) => row)).toEqual([
      { Computer: "None", flag: "True" },
      { EventID: "4", Computer: "4", extra: "4", flag: "True" },
    ]);
    expect(all["SecurityEvent"]).toMatchObject({ extra: "long", flag: "bool" });
  });

  test("rows of another width than the head are reported; of two columns with one name the first counts", () => {
    const { tables, problems } = read({
      "Some_CL.csv": `${HEAD},a,a\n2026-11-10,1,2\n2026-11-10,1\n2026-11-10,1,2,3\n2026-11-10,"1`,
    });
    expect(tables["Some_CL"]).toEqual([{ TimeGenerated: "2026-11-10T00:00:00.0000000Z", a: "1" }]);
    expect(problems).toEqual([
      'Some_CL.csv: has two columns named "a"; only the first was used',
      "Some_CL.csv:3: the row has 2 cells, the header has 3",
      "Some_CL.csv:4: the row has 4 cells, the header has 3",
      "Some_CL.csv:5: the row is truncated: the file ends inside quotes",
    ]);
  });
});

describe("times", () => {
  const times = (head: string, ...given: string[]) => {
    const { tables, problems } = read({
      "Some_CL.csv": [`${head},v`, ...given.map((time) => `"${time}",1`)].join("\n"),
    });
    return tables["Some_CL"]?.map(({ TimeGenerated }) => TimeGenerated) ?? problems[0];
  };
  const TEN = "2026-11-10T10:00:00.0000000Z";

  test.each([
    [["11/10/2026, 10:00:00.000 AM"], [TEN]],
    [["11/10/2026, 10:00:00.000\u202fAM"], [TEN]],
    [["11/10/2026, 12:00:00.1234567 AM"], ["2026-11-10T00:00:00.1234567Z"]],
    [["11/10/2026, 12:00:00.000 PM"], ["2026-11-10T12:00:00.0000000Z"]],
    [["11/10/2026 10:00 AM"], [TEN]],
    [["2026-11-10T10:00:00Z"], [TEN]],
    [["2026-11-10T10:00:00.000"], [TEN]],
    [["2026/11/10 10:00:00"], [TEN]],
    [["10.11.2026, 10:00:00,000"], [TEN]],
    [
      ["10/11/2026, 10:00:00.000", "31/12/2026, 23:59:59.999"],
      [TEN, "2026-12-31T23:59:59.9990000Z"],
    ],
    [
      ["11/10/2026, 10:00:00", "12/31/2026, 23:59:59"],
      [TEN, "2026-12-31T23:59:59.0000000Z"],
    ],
    [
      ["10/11/2026, 10:00:00 am", "31/12/2026, 11:00:00 pm"],
      [TEN, "2026-12-31T23:00:00.0000000Z"],
    ],
  ])("%j", (given, wanted) => {
    expect(times(HEAD, ...given)).toEqual(wanted);
  });

  test.each([
    ["TimeGenerated [UTC+01:00]", "11/10/2026, 11:00:00.000 AM", TEN],
    ["TimeGenerated [UTC-05:30]", "2026-11-10T04:30:00", TEN],
    ["TimeGenerated [+2]", "2026-11-10 12:00:00.000", TEN],
    ["TimeGenerated [UTC+01:00]", "2026-11-10T10:00:00Z", TEN],
    ["TimeGenerated", "2026-11-10T10:00:00", TEN],
    ['"TimeGenerated [GMT]"', "2026-11-10T10:00:00", TEN],
  ])("%s: %s", (head, given, wanted) => {
    expect(times(head, given)).toEqual([wanted]);
  });

  test.each([
    ["TimeGenerated [Local Time]", "11/10/2026, 10:00:00.000 AM"],
    ["TimeGenerated [Local Time]", "2026-11-10T10:00:00"],
    ["TimeGenerated [Europe/Berlin]", "2026-11-10T10:00:00"],
    ["TimeGenerated [W. Europe Standard Time]", "2026-11-10T10:00:00"],
  ])("%s is never read as UTC", (head, given) => {
    expect(times(head, given)).toContain("are local, and the file does not give their UTC offset");
  });

  test.each([
    [["10/11/2026, 10:00:00.000"]],
    [["10/11/2026, 10:00:00 am"]],
    [["11-10-2026 10:00:00"]],
    [["13/11/2026, 10:00:00", "11/13/2026, 10:00:00"]],
  ])("%j: day or month first, nothing shows it", (given) => {
    expect(times(HEAD, ...given)).toContain("can be read day first or month first");
  });

  test.each([
    "11/31/2026, 10:00:00.000 AM",
    "11/10/2026, 13:00:00.000 AM",
    "11/10/2026, 10:61:00.000 AM",
    "11/10/26, 10:00:00.000 AM",
    "now",
  ])("%s is not a time", (given) => {
    expect(times(HEAD, given)).toContain("no row has a TimeGenerated that can be read");
  });

  test("another column in local time is not read as UTC either", () => {
    const { problems, tables } = read({
      "Some_CL.csv": `${HEAD},TimeCollected [Local Time]\n2026-11-10,2026-11-10`,
    });
    expect([tables, problems.length]).toEqual([{}, 1]);
  });

  test("times of a known table without a zone in the head", () => {
    const csv =
      "TimeGenerated,ProcessCreationTime,DeviceName,FileName\n13/11/2026 10:00:00,12/11/2026 09:00:00,a,b\n";
    expect(read({ "DeviceProcessEvents.csv": csv }).tables["DeviceProcessEvents"]).toMatchObject([
      {
        TimeGenerated: "2026-11-13T10:00:00.0000000Z",
        ProcessCreationTime: "2026-11-12T09:00:00.0000000Z",
      },
    ]);
  });
});
