import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { CLOUDS } from "../../src/azure/clouds.ts";
import { LOCAL_CREDENTIAL } from "../../src/azure/loopback.ts";
import { watchlists } from "../../src/azure/watchlists.ts";
import { emulatorClient } from "../../src/emulator/http-client.ts";
import { DAY } from "../../src/hunt/base/window.ts";
import type { WatchlistItem, WatchlistRow, Watchlists } from "../../src/hunt/ignore/watchlists.ts";
import { fromCsvFile } from "../../src/ignore-lists/csv-file.ts";
import { keptWatchlists } from "../../src/ignore-lists/kept-watchlists.ts";
import { mergeLists } from "../../src/ignore-lists/merge-lists.ts";
import { fromWatchlist, WATCHLIST_COLUMNS } from "../../src/ignore-lists/watchlist.ts";
import { watched } from "../emulator/contract.ts";
import { createWorld, putWatchlist, RULES, WORKSPACE, type World } from "../harness.ts";

const TEMPLATE = join(RULES, "ignore-lists", "watchlist-template.csv");
const RUNDLL32 = "C:\\Windows\\System32\\rundll32.exe";
const SLUGS = ["rundll32-lolbin", "rundll32-command-shell"];
const source = { alias: "hunt-ignore", workspace: WORKSPACE, slugs: SLUGS };
const when =
  '{"field":"Rundll32Module","op":"equals","value":"C:\\\\Program Files\\\\Contoso\\\\c.dll"}';
const item = (more: Record<string, string> = {}): WatchlistRow => ({
  ...{
    id: "contoso",
    title: "Contoso agent",
    reason: "its own",
    owner: "SOC",
    expires: "2099-12-31",
    rules: "all",
    when,
  },
  ...more,
});
const NOBODY = "00000000-0000-0000-0000-000000000000";
/** Items of which nobody knows who wrote them. */
const unsigned = (rows: readonly WatchlistRow[]): WatchlistItem[] =>
  rows.map((row) => ({ row, createdBy: "", changedBy: "" }));
const messages = (rows: readonly WatchlistRow[]) =>
  fromWatchlist(unsigned(rows), source).problems.map(
    ({ where, message }) => `${where}: ${message}`,
  );

describe("with IGNORE_SECOND_PERSON", () => {
  const [ada, kim] = [
    "11111111-1111-4111-8111-111111111111",
    "22222222-2222-4222-8222-222222222222",
  ];
  const read = (createdBy: string, changedBy: string, more: Record<string, string> = {}) =>
    fromWatchlist([{ row: item(more), createdBy, changedBy }], { ...source, secondPerson: true });

  test("an item hides once somebody other than its author has changed it", () => {
    expect(read(ada!, kim!)).toMatchObject({ entries: [{ active: true }], problems: [] });
  });

  test.each([
    ["its author", ada, ada, "nobody but its author has checked"],
    ["its author, in other letters", ada!.toUpperCase(), ada, "nobody but its author has checked"],
    ["nobody who is known", ada, "", "Sentinel does not say who wrote or last changed"],
    [
      "somebody, and its author is not known",
      "",
      kim,
      "Sentinel does not say who wrote or last changed",
    ],
    ["the service", ada, NOBODY, "Sentinel does not say who wrote or last changed"],
    [
      "somebody, and was written by the service",
      NOBODY,
      kim,
      "Sentinel does not say who wrote or last changed",
    ],
  ])(
    "it hides nothing if it was changed by %s, and that is said",
    (_, createdBy, changedBy, said) => {
      expect(read(createdBy!, changedBy!)).toMatchObject({
        entries: [{ active: false }],
        problems: [
          {
            where: expect.stringContaining("item contoso"),
            message: `${said} the entry contoso, so it hides nothing`,
          },
        ],
      });
    },
  );

  test("an item that is not active waits without a word, and can be previewed", () => {
    expect(read(ada!, ada!, { active: "false" })).toMatchObject({
      entries: [{ id: `contoso@${WORKSPACE.name}`, active: false }],
      problems: [],
    });
  });

  test("a draft with the id of an approved item does not stop that one", () => {
    const { entries } = fromWatchlist(
      [
        { row: item(), createdBy: ada!, changedBy: kim! },
        { row: item({ active: "false" }), createdBy: ada!, changedBy: ada! },
      ],
      { ...source, secondPerson: true },
    );
    expect(entries.map(({ active }) => active)).toEqual([true, false]);
  });

  test("without the setting, one person is enough", () => {
    const one = [{ row: item(), createdBy: ada!, changedBy: ada! }];
    expect(fromWatchlist(one, source)).toMatchObject({ entries: [{}], problems: [] });
  });
});

describe("an item of a watchlist", () => {
  test("is an entry for its own workspace", () => {
    expect(fromWatchlist(unsigned([item({ ticket: "INC-1", note: "whatever" })]), source)).toEqual({
      problems: [],
      entries: [
        expect.objectContaining({
          id: `contoso@${WORKSPACE.name}`,
          origin: `watchlist hunt-ignore in ${WORKSPACE.name}, item contoso`,
          owner: "SOC",
          ticket: "INC-1",
          rules: "all",
          workspaces: [WORKSPACE.id],
          active: true,
          expires: Date.parse("2100-01-01"),
          when: {
            field: "Rundll32Module",
            op: "equals",
            value: "C:\\Program Files\\Contoso\\c.dll",
          },
        }),
      ],
    });
  });

  test.each([
    [{ permanent: "TRUE", expires: "" }, undefined],
    [{ permanent: "yes", expires: "" }, undefined],
    [{ permanent: "no" }, undefined],
    [{ permanent: "FALSE", expires: "" }, "expires: is missing"],
    [{ permanent: "maybe", expires: "" }, "permanent: must be true, or left out"],
    [{ active: "N" }, undefined],
    [{ active: "0" }, undefined],
    [{ active: "perhaps" }, "active: must be true or false"],
    [{ titel: "x", title: "" }, "title: is missing"],
    [{ rules: "rundll32-lolbin; rundll32-command-shell" }, undefined],
    [{ rules: "rundll32-lolbim" }, "is for rundll32-lolbim, which is not a rule"],
    [{ expires: "12/31/2099" }, "expires: must be a date"],
    [{ expires: "" }, "expires: is missing"],
    [{ when: '{"field":"CommandLine","op":"contains","value":"abc"}' }, "under 4 characters"],
    [{ when: "CommandLine contains x" }, "when: must be conditions, such as"],
    [{ when: "" }, "when: must be conditions"],
    [
      { when: '{"field":"CommandLine","op":"contians","value":"abcd"}' },
      "when: op: must be one of equals, contains",
    ],
    [
      { when: '{"all":[{"field":"CommandLine","op":"contains"}]}' },
      "when: all.0: value: is missing",
    ],
    [
      { when: '{"field":"CommandLine","op":"regex","value":"abcd("}' },
      "is refused by RE2: error parsing regexp: missing closing )",
    ],
    [{ when: `${'{"any":['.repeat(1_250)}${"]}".repeat(1_250)}` }, "is nested more than 40 deep"],
    [{ id: "" }, "item 1 (Contoso agent): id: is missing"],
    [{ rules: "ALL" }, undefined],
    [{ rules: " All\u00a0" }, undefined],
    [{ rules: "all;" }, undefined],
    [{ rules: "Rundll32-Lolbin,RUNDLL32-COMMAND-SHELL" }, undefined],
    [{ rules: "rundll32-lolbin | rundll32-command-shell" }, undefined],
    [{ rules: '["rundll32-lolbin", "rundll32-command-shell"]' }, undefined],
    [{ rules: "rundll32-lolbin\r\nrundll32-command-shell" }, undefined],
    [
      { rules: "rundll32-lolbim" },
      "item contoso: rules: the entry contoso is for rundll32-lolbim, which is not a rule",
    ],
    [{ active: "TRUE " }, undefined],
    [{ active: "On" }, undefined],
    [{ permanent: "Yes", expires: "\u00a0" }, undefined],
    [{ expires: " 2099-12-31 " }, undefined],
    [{ expires: "2099-12-31T00:00:00Z" }, undefined],
    [{ expires: "2099-12-31T00:00:00.0000000Z" }, undefined],
    [{ expires: "2099-12-31 10:00:00Z" }, undefined],
    [{ expires: "2099-12-31T10:00:00+0200" }, undefined],
    [{ expires: "20991231" }, undefined],
    [
      { expires: "20/02/2027" },
      'expires: must be a date such as 2026-12-31, or a time with its zone, not "20/02/2027"',
    ],
    [{ expires: "2/20/2027 12:00:00 AM" }, "expires: must be a date such as 2026-12-31"],
    [{ expires: "2027-02-20T00:00:00" }, "expires: must be a date such as 2026-12-31"],
    [{ expires: "2027-02-30" }, "expires: must be a date such as 2026-12-31"],
    [{ expires: "20-Feb-27" }, 'not "20-Feb-27"'],
    [{ expires: "46438" }, '"46438" is how a spreadsheet counts days, and would be 2027-02-20'],
    [{ added: "46438" }, "added: must be a date"],
    [{ when: JSON.stringify(when) }, undefined],
    [
      { when: when.replaceAll('"', "\u201c") },
      'when: the JSON has curly quotes: write straight ones (") (character 2)',
    ],
    [{ when: when.replace('"op"', "\u201cop\u201d") }, "has curly quotes"],
    [{ when: when.replace(",", ",\u00a0") }, "has a non-standard space"],
    [{ when: `"${when.replaceAll('"', '""')}"` }, "has doubled quotes, as in a CSV file"],
    [{ when: when.replaceAll('"', '\\"') }, "has backslashes before its quotes"],
    [{ when: when.replaceAll('"', "'") }, "has single quotes"],
    [
      { when: when.replaceAll("\\\\", "\\") },
      "has a single backslash: in JSON each is written twice",
    ],
    [{ when: when.replace("C:\\\\Program", "C:\\new") }, "which holds a tab or a line break"],
    [{ when: `${when.slice(0, -1)},}` }, "has a comma before a closing bracket"],
    [{ when: when.slice(0, -9) }, "when: the JSON cannot be read"],
    [{ when: when.replace("c.dll", "\u2018c.dll\u2019") }, "which has curly quotes"],
  ])("%j", (more, message) => {
    const said = messages([item(more)]);
    if (message === undefined) expect(said).toEqual([]);
    else expect(said.join("\n")).toContain(message);
  });

  test("a time of midnight ends it then, a date at its end", () => {
    const endOf = (expires: string) =>
      fromWatchlist(unsigned([item({ expires })]), source).entries[0]!.expires;
    expect(endOf("2027-02-20")).toBe(Date.parse("2027-02-21"));
    expect(endOf("20270220")).toBe(Date.parse("2027-02-21"));
    expect(endOf("2027-02-20T00:00:00Z")).toBe(Date.parse("2027-02-20"));
    expect(endOf("2027-02-20 02:00:00 +0200")).toBe(Date.parse("2027-02-20"));
  });

  test("all that is wrong with one is said at once, each by its column, and not what follows from it", () => {
    expect(
      messages([
        item({
          expires: "20/02/2027",
          when: "{\u201cfield\u201d: 1}",
          active: "perhaps",
          title: " ",
        }),
      ]),
    ).toEqual(
      [
        "expires: must be a date",
        "when: the JSON has curly quotes",
        "title: is missing",
        "active: must be true or false",
      ].map((said) =>
        expect.stringContaining(
          `watchlist hunt-ignore in ${WORKSPACE.name}, item contoso: ${said}`,
        ),
      ),
    );
  });

  test("rows without a text are no items; a list without items hides nothing, and says so", () => {
    const blank = Object.fromEntries(WATCHLIST_COLUMNS.map((name) => [name, " \u00a0"]));
    expect(fromWatchlist(unsigned([blank, item(), blank]), source)).toMatchObject({
      entries: [{ title: "Contoso agent" }],
      problems: [],
    });
    const where = `watchlist hunt-ignore in ${WORKSPACE.name}`;
    expect(messages([])).toEqual([`${where}: has no items, so it hides nothing`]);
    expect(messages([blank])).toEqual([
      `${where}: has no item with a text in it, so it hides nothing`,
    ]);
  });

  test("columns that are not there are said once, with what was likely meant; others are left alone", () => {
    const renamed = (from: string, to: string) =>
      [1, 2].map((number) => {
        const { [from]: value = "", ...rest } = item({ id: `item-${number}` });
        return { ...rest, [to]: value };
      });
    const where = `watchlist hunt-ignore in ${WORKSPACE.name}`;
    expect(messages(renamed("rules", "rule"))).toEqual([
      `${where}: has no column rules (rule is likely rules), so none of its items hides anything`,
    ]);
    expect(messages([{ host: "a" }])).toEqual([
      `${where}: has no column id, title, reason, owner, rules, so none of its items hides anything`,
    ]);
    expect(messages(renamed("ticket", "tickets"))).toEqual([
      `${where}: the column tickets is likely ticket, and is not read`,
    ]);
    expect(
      messages([
        item({ note: "x", searchkey: "contoso", _dtitemid: "1", "timegenerated [utc]": "x" }),
      ]),
    ).toEqual([]);
  });

  test("of two with one id the first counts", () => {
    const { entries, problems } = mergeLists([
      fromWatchlist(unsigned([item(), item({ title: "another" })]), source),
    ]);
    expect(entries.map(({ title }) => title)).toEqual(["Contoso agent"]);
    expect(problems.map(({ where, message }) => `${where}: ${message}`)).toEqual([
      `watchlist hunt-ignore in ${WORKSPACE.name}, item contoso: the entry id contoso@${WORKSPACE.name} is taken, so this one hides nothing`,
    ]);
  });

  test("that cannot be read hides nothing, and the others stay", () => {
    const { entries, problems } = fromWatchlist(
      unsigned([item({ owner: "" }), item({ id: "other" })]),
      source,
    );
    expect(entries.map(({ id }) => id)).toEqual([`other@${WORKSPACE.name}`]);
    const where = `watchlist hunt-ignore in ${WORKSPACE.name}, item contoso`;
    expect(problems).toEqual([
      expect.objectContaining({ where, message: expect.stringContaining("owner: is missing") }),
    ]);
  });

  test("the template has the columns, and its items are entries", () => {
    const { entries, problems } = fromCsvFile(TEMPLATE, SLUGS);
    expect([entries.map(({ active }) => active), problems]).toEqual([[false, false, false], []]);
    const [head = ""] = readFileSync(TEMPLATE, "utf8").split("\n");
    expect(head.split(",")).toEqual(WATCHLIST_COLUMNS);
  });
});

describe("an item with a condition in each cell", () => {
  const { when: _, ...plain } = item();
  const cells = { process: RUNDLL32, module: "C:\\Program Files\\Contoso\\c.dll" };
  const read = (more: Record<string, string>) =>
    fromWatchlist(unsigned([{ ...plain, ...more }]), source);

  test("hides what has all of its values, and of the line's parts only ordinary ones", () => {
    const { entries, problems } = read({
      ...cells,
      export: "Check*",
      arguments: "(none)",
      parent: "C:\\Program Files\\Contoso\\agent.exe",
      host: "ws-01; ws-02.contoso.com ;",
      user: "CONTOSO\\svc-*",
    });
    expect(problems).toEqual([]);
    expect(entries[0]?.when).toEqual({
      all: [
        { field: "Rundll32Kind", op: "equals", value: "dll" },
        { field: "Rundll32Options", op: "equals", value: "" },
        { field: "Process", op: "equals", value: RUNDLL32 },
        { field: "Rundll32Module", op: "equals", value: cells.module },
        { field: "Rundll32Export", op: "wildcard", value: "Check*" },
        { field: "Rundll32Arguments", op: "equals", value: "" },
        {
          field: "ActingProcessName",
          op: "equals",
          value: "C:\\Program Files\\Contoso\\agent.exe",
        },
        {
          any: [
            { field: "Dvc", op: "equals", value: "ws-01" },
            { field: "Dvc", op: "equals", value: "ws-02.contoso.com" },
          ],
        },
        { field: "User", op: "wildcard", value: "CONTOSO\\svc-*" },
      ],
    });
  });

  test("binds the parent's line by cells of its own", () => {
    expect(
      read({ process: "C:\\Windows\\System32\\cmd.exe", parent: RUNDLL32, parent_module: "c.dll" })
        .entries[0]?.when,
    ).toEqual({
      all: [
        { field: "ParentRundll32Kind", op: "equals", value: "dll" },
        { field: "ParentRundll32Options", op: "equals", value: "" },
        { field: "Process", op: "equals", value: "C:\\Windows\\System32\\cmd.exe" },
        { field: "ActingProcessName", op: "equals", value: RUNDLL32 },
        { field: "ParentRundll32Module", op: "equals", value: "c.dll" },
      ],
    });
  });

  test("wants its cells and its JSON", () => {
    expect(read({ ...cells, when }).entries[0]?.when).toEqual({
      all: [
        { field: "Rundll32Kind", op: "equals", value: "dll" },
        { field: "Rundll32Options", op: "equals", value: "" },
        { field: "Process", op: "equals", value: RUNDLL32 },
        { field: "Rundll32Module", op: "equals", value: cells.module },
        JSON.parse(when),
      ],
    });
  });

  test.each([
    [{ module: "c.dll" }, "module: needs process as well: an attacker can choose"],
    [{ parent_module: "c.dll" }, "parent_module: needs parent as well: an attacker can choose"],
    [{ ...cells, host: "*" }, "host: matches everything: leave the cell empty"],
    [{ ...cells, host: " ; " }, "host: matches everything: leave the cell empty"],
    [{ ...cells, user: "a;**" }, "user: matches everything: leave the cell empty"],
    [{ ...cells, module: "*" }, "module: matches everything: leave the cell empty"],
    [{ ...cells, module: "?*" }, "module: matches everything: leave the cell empty"],
    [{ ...cells, module: "*.dll" }, "module: is too weak: every start of rundll32"],
    [
      { ...cells, module: "(none)" },
      "module: is too weak: it matches when Rundll32Module is empty",
    ],
    [
      { process: "C:\\Windows\\System32\\cmd.exe", module: cells.module },
      "module: is a part of a line of rundll32, and process is another program",
    ],
    [
      { parent: "C:\\Windows\\explorer.exe", parent_module: cells.module },
      "parent_module: is a part of a line of rundll32, and parent is another program",
    ],
    [{ host: "ws-01" }, "host: says only whose starts are hidden, not which"],
    [{ user: "a", host: "b" }, "user: says only whose starts are hidden, not which"],
    [
      { process: RUNDLL32, host: "ws-01" },
      "process, host: the entry contoso is refused: every start of rundll32",
    ],
    [
      { process: "*rundll32*", user: "CONTOSO\\kim" },
      "process, user: the entry contoso is refused: every start of rundll32",
    ],
    [
      {
        host: "ws-01",
        when: `{"field":"Process","op":"equals","value":${JSON.stringify(RUNDLL32)}}`,
      },
      "host, when: the entry contoso is refused: Dvc does not say what was done",
    ],
    [
      { process: RUNDLL32, when: '{"any":[{"field":"Dvc","op":"equals","value":"ws-01"}]}' },
      "process, when: the entry contoso is refused: every start of rundll32",
    ],
    [{ process: RUNDLL32, parent: "*.exe" }, "parent: is too weak: with *, at least 8 characters"],
    [{ command_line: "*.dll,*", user: "a" }, "command_line: is too weak: with *, at least 8"],
    [{ process: RUNDLL32, export: "Check" }, "export: needs module as well: an attacker can"],
    [{ arguments: "a" }, "arguments: needs process and module as well: an attacker can"],
    [{ command_line: "rundll32*" }, "command_line: the entry contoso is refused: every start of"],
    [{ process: RUNDLL32 }, "process: the entry contoso is refused: every start of rundll32"],
    [{ ...cells, when: "{" }, "when: "],
    [
      { ...cells, when: '{"field":"CommandLine","op":"contians","value":"abcd"}' },
      "when: op: must be one of equals, contains",
    ],
    [{ ...cells, when: `${'{"any":['.repeat(1_250)}${"]}".repeat(1_250)}` }, "more than 40 deep"],
    [{ process: " " }, "when: is empty, and so are process, command_line, module, export"],
    [{ ...cells, module: "C:\\a\tb.dll" }, "holds a tab or a line break"],
  ])("is refused for what it lacks: %j", (more, said) => {
    const { entries, problems } = read(more);
    expect(entries).toEqual([]);
    expect(problems.map(({ message }) => message)).toContainEqual(expect.stringContaining(said));
  });

  test.each([
    [{ process: '"C:\\a\\rundll32.exe"' }, "process: has quotes around it"],
    [{ process: "C:\\\\a\\\\rundll32.exe" }, "process: has doubled backslashes"],
    [{ process: "%SystemRoot%\\rundll32.exe" }, "process: names a variable"],
    [{ process: "rundll32.exe" }, "process: is only a name: write the whole path"],
    [{ parent: "C:\\a.exe; C:\\b.exe" }, "parent: has a semicolon: write an item for each"],
    [{ module: "C:/Program Files/Contoso/c.dll" }, "module: must be a path with \\"],
    [{ module: "C:\\Program Files\\..\\c.dll" }, "module: must be a path with \\"],
    [{ module: "\\\\?\\C:\\x y\\c.dll" }, "module: must be the path without the prefix"],
    [{ module: "C:\\x y\\?.dll" }, "module: has ?, which is one character only in a value with *"],
    [{ host: "ws-01, ws-02" }, "host: is not a host: put ; between several"],
    [{ host: "ws-01|ws-02" }, "host: is not a host: put ; between several"],
    [{ host: "ws-0?" }, "host: has ?, which is one character only in a value with *"],
    [{ user: "NT AUTHORITY\\\\SYSTEM" }, "user: has doubled backslashes"],
  ])("that can never match is refused: %j", (more, said) => {
    const { entries, problems } = read({ ...cells, ...more });
    expect(entries).toEqual([]);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining(said)]);
  });

  test.each([
    { process: "\\\\?\\C:\\Windows\\System32\\rundll32.exe" },
    { module: "\\\\server\\share$\\a, b;c\\c.dll" },
    { module: "\\\\?\\UNC\\server\\share\\c.dll" },
    { module: "C:\\a..b\\.x\\c.dll" },
    { arguments: 'http://x/?a=%20b "c" ; d' },
    { parent: "\\Device\\HarddiskVolume3\\a.exe" },
    { parent: "C:\\Program Files\\Contoso\\*\\agent.exe", user: "Doe, Kim; NT AUTHORITY\\SYSTEM" },
    { host: "ws-0*; ws-1?.contoso.*" },
  ])("that can match is used: %j", (more) => {
    expect(read({ ...cells, ...more })).toMatchObject({
      entries: [{ active: true }],
      problems: [],
    });
  });

  test.each([
    ["hosts", "host"],
    ["hsot", "host"],
    ["computername", "host"],
    ["user (sam)", "user"],
    ["parent_command_line", "parent_arguments"],
    ["parentprocessname", "parent"],
    ["dll_name", "module"],
    ["wehn", "when"],
    ["conditions", "when"],
    ["hostname", "host"],
    ["dvc", "host"],
    ["user name", "user"],
    ["argument", "arguments"],
    ["parent module", "parent_module"],
    ["commandline", "command_line"],
  ])("a restriction in a column %s is not dropped: the item hides nothing", (column, meant) => {
    const { entries, problems } = read({ ...cells, [column]: "x" });
    expect(entries).toEqual([]);
    expect(problems.map(({ message }) => message)).toContain(
      `${column}: is not read, and is likely ${meant}: rename the column; until then it hides nothing`,
    );
  });

  test("two columns with one name and different texts: the item hides nothing, and says so", () => {
    const file = join(mkdtempSync(join(tmpdir(), "hunts-")), "items.csv");
    const names = "id,title,reason,owner,expires,rules,process,module,export, Export";
    const text = (export2: string) =>
      `${names}\na,t,r,o,2099-12-31,all,${RUNDLL32},C:\\x y\\c.dll,Check,${export2}\n`;
    writeFileSync(file, text("Delete"));
    expect(fromCsvFile(file, SLUGS)).toMatchObject({
      entries: [],
      problems: [{ message: expect.stringContaining("export: is there twice, with another text") }],
    });
    for (const same of ["Check", ""]) {
      writeFileSync(file, text(same));
      expect(fromCsvFile(file, SLUGS)).toMatchObject({ entries: [{ id: "a" }], problems: [] });
    }
  });

  test("other columns are left alone, and so are those of items that have their conditions as JSON", () => {
    const notes = { hash: "0", note: "x", hosts: " ", used: "x", cost: "x", expert: "x" };
    expect(read({ ...cells, ...notes, constructor: "x" }).problems).toEqual([]);
    expect(fromWatchlist(unsigned([item({ hosts: "all clients" })]), source).problems).toEqual([]);
  });
});

describe("a watchlist of a workspace", () => {
  let world: World;
  let broken: string[];
  let client: Watchlists;
  let now: number;
  beforeEach(() => {
    world = createWorld({});
    broken = [];
    now = 0;
    const access = {
      credential: LOCAL_CREDENTIAL,
      cloud: CLOUDS.AzurePublic,
      httpClient: watched(emulatorClient(world.emulator), broken, []),
    };
    client = watchlists(access, async () => undefined);
  });
  const reader = () => keptWatchlists({ clock: () => now, freshFor: 180_000 });
  const ids = (list: { entries: readonly { id: string }[] }) => list.entries.map(({ id }) => id);

  test("is read page by page through the SDK, whatever the case of its columns, within the specification", async () => {
    const rows = Array.from({ length: 120 }, (_, index) => ({
      ...item(),
      id: "",
      Id: ` entry-${index} `,
    }));
    await putWatchlist(
      world,
      "hunt-ignore",
      rows.map(({ id: _, ...row }) => row),
    );
    const list = await reader()(source, client);
    expect(list.problems).toEqual([]);
    expect(ids(list)).toEqual(rows.map((_, index) => `entry-${index}@${WORKSPACE.name}`));
    expect(broken).toEqual([]);
  });

  test("is kept for minutes, and read again after", async () => {
    const read = reader();
    await putWatchlist(world, "hunt-ignore", [item()]);
    expect(ids(await read(source, client))).toEqual([`contoso@${WORKSPACE.name}`]);
    await putWatchlist(world, "hunt-ignore", []);
    now = 179_999;
    expect(ids(await read(source, client))).toEqual([`contoso@${WORKSPACE.name}`]);
    now = 180_000;
    expect(ids(await read(source, client))).toEqual([]);
  });

  test("that cannot be read is used as it was read last, with its age, and read again as soon as it can be", async () => {
    const read = reader();
    await putWatchlist(world, "hunt-ignore", [item()]);
    await read(source, client);
    now = 10 * 60_000;
    world.emulator.faults.add({
      kind: "403",
      when: ({ url }) => url.pathname.includes("watchlistItems"),
    });
    const list = await read(source, client);
    expect(ids(list)).toEqual([`contoso@${WORKSPACE.name}`]);
    expect(list.problems).toEqual([
      {
        code: "no-right",
        where: `watchlist hunt-ignore in ${WORKSPACE.name}`,
        message: expect.stringMatching(/403 .*; the copy of 10 minutes ago is used$/),
        remedy: expect.stringContaining("give the identity its role"),
      },
    ]);
    expect((await read(source, client)).problems).toEqual([]);
  });

  test("that cannot be read for a day hides nothing any more", async () => {
    const read = reader();
    await putWatchlist(world, "hunt-ignore", [item()]);
    await read(source, client);
    world.emulator.faults.add({
      kind: "403",
      times: 2,
      when: ({ url }) => url.pathname.includes("watchlistItems"),
    });
    now = DAY - 1;
    expect((await read(source, client)).entries).toHaveLength(1);
    now = DAY;
    expect((await read(source, client)).entries).toEqual([]);
  });

  test("of a workspace and of another of the same name may have entries of one id", () => {
    const other = { ...source, workspace: { ...WORKSPACE, id: "other" } };
    const { entries, problems } = mergeLists([
      fromWatchlist(unsigned([item()]), source),
      fromWatchlist(unsigned([item()]), other),
    ]);
    expect([entries.map(({ workspaces }) => workspaces), problems]).toEqual([
      [[WORKSPACE.id], ["other"]],
      [],
    ]);
    expect(mergeLists([fromWatchlist(unsigned([item(), item()]), source)]).problems).toHaveLength(
      1,
    );
  });

  test("that was never read hides nothing, and is a problem", async () => {
    world.emulator.faults.add({
      kind: "403",
      when: ({ url }) => url.pathname.includes("watchlistItems"),
    });
    const list = await reader()(source, client);
    expect(list.entries).toEqual([]);
    expect(list.problems[0]!.message).toContain("it hides nothing until it is read");
  });

  test("that is not there, or no more, hides nothing at once", async () => {
    const read = reader();
    const missing = await read(source, client);
    expect(missing).toEqual({
      entries: [],
      problems: [expect.objectContaining({ message: "is not there, so it hides nothing" })],
    });
    await putWatchlist(world, "hunt-ignore", [item()]);
    expect(ids(await read(source, client))).toHaveLength(1);
    world.resources.delete(
      `/subscriptions/${WORKSPACE.subscriptionId}/resourceGroups/${WORKSPACE.resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${WORKSPACE.name}/providers/Microsoft.SecurityInsights/Watchlists/hunt-ignore`,
    );
    now = 180_000;
    expect((await read(source, client)).entries).toEqual([]);
  });
});
