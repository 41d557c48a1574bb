import { afterEach, describe, expect, test } from "vitest";
import { KqlError } from "../../../src/kql/errors.ts";
import {
  type Answers,
  digest,
  recordAnswers,
  useAnswers,
} from "../../../src/kql/language/answers.ts";
import { type Binding, createBinder } from "../../../src/kql/language/bind.ts";
import { packTree } from "../../../src/kql/language/packed-tree.ts";
import { parse } from "../../../src/kql/language/parse.ts";
import type { DatabaseSchema } from "../../../src/kql/language/schema.ts";
import { serviceVersion } from "../../../src/kql/language/service.ts";
import type { Syntax } from "../../../src/kql/language/syntax.ts";

afterEach(() => useAnswers(() => undefined));

const HOST = { name: "Host", type: "string" } as const;
const MORE = { name: "More", type: "string" } as const;
const INNER = { name: "Inner", parameters: "()", body: "{ Events | where Host != '' }" };
const OUTER = { name: "Outer", parameters: "()", body: "{ Inner | where Host != 'a' }" };
const QUERY = "Outer() | extend Upper = toupper(Host)";
const TRUE_COLUMNS = [HOST, { name: "Upper", type: "string" }];
/** The service would not give it, so it shows where it comes from. */
const FALSE_COLUMNS = [{ name: "Made up", type: "guid" }];

let schemas = 0;

/** Binds to a schema that is new by what no text names: a binder remembers what it bound. */
function bind(text: string, { tables, functions }: Partial<DatabaseSchema> = {}): Binding {
  schemas += 1;
  const schema = {
    tables: [
      ...(tables ?? [{ name: "Events", columns: [HOST] }]),
      { name: `T${schemas}`, columns: [] },
    ],
    functions: [
      ...(functions ?? [INNER, OUTER]),
      { name: `F${schemas}`, parameters: "()", body: "{ Events }" },
    ],
  };
  return createBinder(schema, () => schema.tables[0]?.columns)(text);
}

function record(ask: () => unknown): Answers {
  const stop = recordAnswers();
  ask();
  return JSON.parse(JSON.stringify(stop())) as Answers;
}

const falsified = ({ service, answers }: Answers): Answers => ({
  service,
  answers: Object.fromEntries(
    Object.entries(answers).map(([key, answer]) => [
      key,
      Array.isArray(answer) ? FALSE_COLUMNS : answer,
    ]),
  ),
});

describe("a binding that a build recorded", () => {
  const answers = record(() => bind(QUERY));

  test("has its columns, and whether the functions that it calls are sound", () => {
    expect(Object.values(answers.answers)).toEqual([true, true, TRUE_COLUMNS]);
    expect(answers.service).toBe(serviceVersion());
  });

  test("is used where the text, and all that it names, are the same", () => {
    useAnswers(() => answers);
    expect(bind(QUERY)).toEqual({ diagnostics: [], columns: TRUE_COLUMNS });
    useAnswers(() => falsified(answers));
    expect(bind(QUERY)).toEqual({ diagnostics: [], columns: FALSE_COLUMNS });
  });

  test.each<[string, string, Partial<DatabaseSchema>]>([
    ["text", `${QUERY} `, {}],
    ["column in a table", QUERY, { tables: [{ name: "Events", columns: [HOST, MORE] }] }],
    [
      "type of a column",
      QUERY,
      { tables: [{ name: "Events", columns: [{ ...HOST, type: "guid" }] }] },
    ],
    ["body of a function", QUERY, { functions: [INNER, { ...OUTER, body: "{ Inner }" }] }],
    [
      "parameter of a function",
      QUERY,
      { functions: [INNER, { ...OUTER, parameters: "(a: int = 1)" }] },
    ],
    ["body that a function calls", QUERY, { functions: [{ ...INNER, body: "{ Events }" }, OUTER] }],
  ])("is not used for another %s", (_, text, schema) => {
    useAnswers(() => falsified(answers));
    expect(bind(text, schema).columns[0]?.name).toBe("Host");
  });

  test("is not used with another version of the service", () => {
    useAnswers(() => ({ ...falsified(answers), service: "0.0.1" }));
    expect(bind(QUERY).columns).toEqual(TRUE_COLUMNS);
  });
});

test("what the binder finds fault with is not recorded", () => {
  const { answers } = record(() => [bind("Events | where Hots == 1"), bind("Events | where")]);
  expect(answers).toEqual({});
});

function tokens({ kind, text, parts, items }: Syntax): string[] {
  if (text !== "") return [`${kind} ${text}`];
  return [...Object.values(parts), ...items].flatMap((node) => (node ? tokens(node) : []));
}

test("a tree that was recorded is used, with the times of the text", () => {
  // The tree of a name, where the text has a number.
  const other = "print datetime(2000-01-01), abc";
  const tree = packTree(parse(other), other);
  const answers = { [digest("tree print datetime(2000-01-01), 123")]: tree };
  useAnswers(() => ({ service: serviceVersion(), answers }));
  expect(tokens(parse("print datetime(2026-11-27), 123"))).toEqual([
    "PrintKeyword print",
    "DateTimeLiteralToken datetime(2026-11-27)",
    "IdentifierToken 123",
  ]);
});

test("no tree is recorded of a text that is refused", () => {
  const { answers } = record(() => expect(() => parse("print (1")).toThrow(KqlError));
  expect(answers).toEqual({});
});
