import { describe, expect, test } from "vitest";
import { createEngine } from "../../../src/kql/engine.ts";
import { type Binding, createBinder } from "../../../src/kql/language/bind.ts";
import { readStoredFunction } from "../../../src/kql/stored-function.ts";
import { makeTable } from "../../../src/kql/table.ts";
import type { ScalarType } from "../../../src/kql/values/types.ts";

const events = makeTable(
  Object.entries<ScalarType>({
    ...{ TimeGenerated: "datetime", Host: "string", Count: "long", Flag: "bool", Bag: "dynamic" },
    ...{ Small: "int", Part: "real", Span: "timespan", Id: "guid" },
    ...{ "odd name": "string", "it's": "string", "back\\slash": "string", 'quo"te': "string" },
  }).map(([name, type]) => ({ name, type })),
  [],
);
const functions = [
  "let All = () { Events | where Host != '' };",
  "let Some = (host: string, least: long = 0) { Events | where Host == host and Count >= least };",
  "let Made = (a: string = 'x', b: dynamic = dynamic([])) { Events | project Host, x = a, y = b };",
  "let Joined = () { All | project Host, Count | join kind=inner (Some('a')) on Host };",
  "let United = () { union withsource=Source Events, (Made()) };",
].map(readStoredFunction);
const engine = createEngine({
  tables: [{ name: "Events", columns: events.columns, rows: () => events }],
  functions,
});

/** A table that no query reads makes it another schema: equal ones share a binder. */
const schemaWith = (unread: string) => ({
  tables: [
    { name: "Events", columns: events.columns.map(({ name, type }) => ({ name, type })) },
    { name: unread, columns: [] },
  ],
  functions: functions.map(({ name, parameters, body }) => ({ name, parameters, body })),
});

const asked: string[] = [];
const byColumns = createBinder(schemaWith("UnreadOne"), (name) => {
  asked.push(name);
  return engine.execute(`${name}(${name === "Some" ? "''" : ""})`, 0n).columns;
});
const byBody = createBinder(schemaWith("UnreadTwo"), () => undefined);

describe.each(functions.map(({ name }) => name))(
  "%s: declared by its columns, it binds as by its body",
  (name) => {
    test.each([
      ...[
        "$()",
        "$",
        "$('a')",
        "$('a', 1)",
        "$('a', 'b', 'c')",
        "$(1)",
        "$(host='a')",
        "$(hots='a')",
      ],
      ...["print $()", "print toscalar($('a') | project Host)", "$().Host", "$()[0]", "$() | $()"],
      ...[
        "$('a') | project Hots",
        "$('a') | extend z = Count + Host",
        "$('a') | where Bag.a.b == 1",
      ],
      ...[
        "Events | where Host in ($('a') | project Host)",
        "Events | join kind=inner $('a') on Host",
      ],
      ...["union withsource=X $('a'), Events", "let $ = 1; print $", "let q = $('a'); q | count"],
      ...["let q = () { $('a') }; q() | summarize count() by Host", "$('a') | getschema | count"],
      ...["$(Events)", "Events | extend x = $('a')", "Events | where $ == 2", "table('$')", "$("],
      ...["$('a') | project ['odd name'], ['it\\'s'], ['back\\\\slash']", "$('a') | distinct *"],
    ])("%s", (form) => {
      const text = form.replaceAll("$", name);
      expect(comparable(byColumns(text))).toEqual(comparable(byBody(text)));
    });
  },
);

/** Without the table that only one of the schemas has, which is listed for an unknown name. */
function comparable({ columns, diagnostics }: Binding): unknown {
  return {
    columns,
    diagnostics: diagnostics.map(({ known, ...diagnostic }) => ({
      ...diagnostic,
      known: known?.filter((name) => !name.startsWith("Unread")),
    })),
  };
}

test("every function was declared by its columns", () => {
  expect([...new Set(asked)].sort()).toEqual(["All", "Joined", "Made", "Some", "United"]);
});
