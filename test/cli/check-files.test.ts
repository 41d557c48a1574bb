import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { check } from "../../src/cli/commands/check.ts";
import { heard } from "./heard.ts";

const ID = "9ccf3ce0-0057-440a-91f5-870c6ad39093";
const RULE = `id: ${ID}\nname: Odd shells\nquery: |\n  DeviceProcessEvents\n  | where FileName == "cmd.exe"\n`;

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "rules-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

interface Line {
  readonly kind: string;
  readonly [name: string]: unknown;
}

async function checkJson(files: Readonly<Record<string, string>>) {
  const root = folder(files);
  const { code, out } = await heard((terminal) => check([root], { json: true }, terminal));
  const text = out.replaceAll(`${root}/`, "");
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  return { code, lines, rules: lines.filter(({ kind }) => kind === "rule"), summary: lines.at(-1) };
}

describe("hunts check --json PATH", () => {
  test("has a line for each rule, whatever its form", async () => {
    const { code, rules, summary } = await checkJson({
      "a/odd.yaml": RULE,
      "b/two.kql": "DeviceProcessEvents\n| where FileName == 'a'\n\nDeviceFileEvents",
    });
    const good = { accepted: true, runs: true, refused: null, schedule: "events", problems: [] };
    expect(rules).toMatchObject([
      { file: "a/odd.yaml", form: "hunting-query", id: ID, name: "Odd shells", ...good },
      { file: "b/two.kql", form: "kql", name: "two" },
      { file: "b/two.kql", form: "kql", name: "two #2" },
    ]);
    expect(rules[1]?.["id"]).not.toBe(rules[2]?.["id"]);
    expect(summary).toMatchObject({ kind: "summary", files: 2, rules: 3, accepted: 3 });
    expect(code).toBe(rules.every(({ problems }) => (problems as unknown[]).length === 0) ? 0 : 1);
  });

  test("says all that is wrong with a rule, and that it cannot be scheduled", async () => {
    const { code, rules } = await checkJson({ "a.yaml": RULE.replace("FileName", "FileNme") });
    expect(code).toBe(1);
    expect(rules).toMatchObject([
      {
        accepted: true,
        runs: false,
        schedule: null,
        problems: [{ where: "a.yaml:5:11", remedy: "did you mean FileName?" }],
      },
    ]);
  });

  test("names what a query needs from beyond its workspace", async () => {
    const { rules } = await checkJson({
      "a.kql": "DeviceFileEvents\n| invoke FileProfile(SHA1, 1000)",
      "b.kql": "externaldata(a:string)['https://example.com'] | where a == 'x'",
    });
    expect(rules).toMatchObject([
      { runs: false, refused: "FileProfile" },
      { runs: false, refused: "externaldata" },
    ]);
  });

  test("a file that cannot be read is a rule that is not accepted", async () => {
    const { code, rules } = await checkJson({ "a.yaml": "id: *x\nquery: T" });
    expect(code).toBe(1);
    expect(rules).toMatchObject([{ file: "a.yaml", form: null, accepted: false }]);
  });

  test("skips no file silently, and does not enter folders of tools", async () => {
    const { code, lines, summary } = await checkJson({
      "a.png": "x",
      LICENSE: "x",
      "list.txt": "10.0.0.1",
      ".git/a.yaml": RULE,
      "node_modules/a.yaml": RULE,
    });
    expect(code).toBe(0);
    expect(lines.filter(({ kind }) => kind === "file")).toEqual([
      { kind: "file", file: "LICENSE", holds: "a file of the kind without an end" },
      { kind: "file", file: "a.png", holds: "a file of the kind .png" },
      { kind: "file", file: "list.txt", holds: "a text without KQL" },
    ]);
    expect(summary).toMatchObject({ files: 3, rules: 0 });
  });

  test("defines the parsers in the folder for its rules", async () => {
    const { rules, lines } = await checkJson({
      "parser.yaml":
        "FunctionName: Shells\nFunctionQuery: |\n  DeviceProcessEvents\n  | where FileName == 'cmd.exe'\n",
      "rule.yaml": RULE.replace("DeviceProcessEvents", "Shells"),
    });
    expect(rules).toMatchObject([{ runs: true, problems: [] }]);
    expect(lines).toContainEqual({ kind: "function", file: "parser.yaml", name: "Shells" });
  });

  test("says where a parser cannot be read", async () => {
    const { code, lines } = await checkJson({
      "parser.yaml": "FunctionName: F\nFunctionQuery: |\n  T\n  | where (\n",
    });
    expect(code).toBe(1);
    expect(lines[1]).toMatchObject({
      kind: "problem",
      where: expect.stringMatching(/^parser\.yaml:4:/),
    });
  });

  test("uses the hunt.yaml and the cases beside a rule", async () => {
    const { rules } = await checkJson({
      "odd/rule.yaml": RULE,
      "odd/hunt.yaml": "evry: P1D",
      "odd/events/odd.ndjson": "",
    });
    const places = rules.flatMap(({ problems }) => problems as { where: string }[]);
    expect(places.map(({ where }) => where)).toEqual(
      expect.arrayContaining(["odd/hunt.yaml:1:7", "odd/events/odd.ndjson"]),
    );
  });
});

describe("ids", () => {
  test("a rule with the id of one before it is reported, with both files", async () => {
    const { code, rules } = await checkJson({ "a.yaml": RULE, "b.yaml": RULE, "c.kql": "Event" });
    expect(code).toBe(1);
    const idProblems = rules.map(({ problems }) =>
      (problems as { where: string; message: string }[])
        .filter(({ message }) => message.startsWith("id "))
        .map(({ where, message }) => `${where}: ${message}`),
    );
    const told = `b.yaml:1:1: id ${ID} of "Odd shells" is also the id of a.yaml`;
    expect(idProblems).toEqual([[], [told], []]);
    expect(rules[1]).toMatchObject({ schedule: "events" });
  });

  test("an id that no file has is the same from whichever folder it is looked at", async () => {
    const root = folder({ "a/b/odd.kql": "DeviceProcessEvents", "a/own/rule.kql": "Event" });
    const ids = async (path: string) => {
      const { out } = await heard((terminal) => check([path], { json: true }, terminal));
      const lines = out.split("\n").map((line) => JSON.parse(line) as Line);
      return lines.flatMap(({ kind, id }) => (kind === "rule" ? [id] : []));
    };
    const [odd, own] = await ids(root);
    expect(odd).not.toBe(own);
    for (const path of ["a/b", "a/b/odd.kql"]) expect(await ids(join(root, path))).toEqual([odd]);
    for (const path of ["a/own", "a/own/rule.kql"])
      expect(await ids(join(root, path))).toEqual([own]);
  });
});

test("a broken hunt.yaml is a problem of its rule", async () => {
  const { rules } = await checkJson({
    "odd/rule.yaml": RULE.replace("FileName", "FileNme"),
    "odd/hunt.yaml": "evry: P1D",
  });
  expect(rules).toHaveLength(1);
  expect(rules).toMatchObject([{ form: "hunting-query", accepted: true, schedule: null }]);
  const places = ((rules[0]?.["problems"] ?? []) as { where: string }[]).map(({ where }) => where);
  expect(places).toEqual(["odd/hunt.yaml:1:7", "odd/rule.yaml:5:11"]);
});

describe("hunts check PATH reads what is declared", () => {
  const OWN = "OfHost('WS1') | join kind=inner Own_CL on $left.Computer == $right.Device";
  const OF_HOST = "let OfHost = (host: string) { SecurityEvent | where Computer == host };";
  const files = {
    "rules/one.kql": OWN,
    "rules/tables/Own_CL.yaml": "Device: string\n",
    "rules/functions/of-host.kql": OF_HOST,
  };

  test.each([".", "rules", "rules/one.kql"])("in and beside %s", async (path) => {
    const root = folder(files);
    const { out } = await heard((terminal) => check([join(root, path)], { json: true }, terminal));
    const lines = out.split("\n").map((line) => JSON.parse(line) as Line);
    expect(lines.filter(({ kind }) => kind === "rule")).toMatchObject([{ runs: true }]);
    expect(lines.filter(({ kind }) => kind === "problem")).toEqual([]);
  });

  test("a table's file is no rule; what is wrong in it is a problem", async () => {
    const { lines, rules } = await checkJson({ ...files, "rules/tables/B_CL.yaml": "X: text\n" });
    expect(rules.map(({ file }) => file)).toEqual(["rules/one.kql"]);
    expect(lines.filter(({ kind }) => kind === "problem")).toMatchObject([
      { where: "rules/tables/B_CL.yaml:1:4" },
    ]);
  });
});

test("the table fits 80 columns, with the problems below it", async () => {
  const root = folder({ "a.yaml": RULE, "b.yaml": RULE.replace("FileName", "FileNme") });
  const { code, out } = await heard((terminal) => check([root], {}, terminal));
  const [head, first, second] = out.split("\n");
  expect([head, first, second]).toEqual([
    "rule                                 form              accepted runs  schedule",
    "Odd shells                           hunting-query     yes      yes   events",
    "Odd shells                           hunting-query     yes      no    no",
  ]);
  expect(out).toContain(`${root}/b.yaml:5:11`);
  expect(out).toContain("2 files: 2 rules, 0 functions");
  expect(code).toBe(1);
});

test.each<[string[], object, string]>([
  [["nowhere"], {}, "there is no file or folder nowhere"],
  [["."], { rules: "x" }, "--rules and --content cannot be combined with paths"],
])("%j %j is refused", async (paths, options, message) => {
  const { code, err } = await heard((terminal) => check(paths, options, terminal));
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
});
