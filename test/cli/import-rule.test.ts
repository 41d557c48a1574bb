import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { check } from "../../src/cli/commands/check.ts";
import { newRule } from "../../src/cli/commands/new-rule.ts";
import { test as testRules } from "../../src/cli/commands/test.ts";
import { ruleLanguage } from "../../src/cli/language.ts";
import { PARSERS_FOLDER } from "../../src/cli/paths.ts";
import { loadRules } from "../../src/rules/load.ts";
import { heard } from "./heard.ts";

const ID = "11111111-1111-4111-8111-111111111111";
const SHELLS = `id: ${ID}
name: Odd shells, and more
severity: Low
query: |
  SecurityEvent
  | where Process == "cmd.exe" and EventID == 4688
  | project TimeGenerated, Computer, Process, NewProcessId, CommandLine
`;

function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(join(tmpdir(), "import-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** Imports the one file into the folder soc beside it. */
async function importFile(name: string, text: string | Uint8Array, slug?: string) {
  const root = folder({ [name]: text });
  const soc = join(root, "soc");
  const said = await heard((terminal) =>
    newRule(slug, { from: join(root, name), content: soc }, terminal),
  );
  return { root, soc, ...said };
}

const read = (...path: string[]) => readFileSync(join(...path), "utf8");

describe("hunts new rule --from", () => {
  test("copies the file byte for byte, with hunt.yaml and cases beside it", async () => {
    const bytes = Buffer.from(`\uFEFF${SHELLS}`.replaceAll("\n", "\r\n"));
    const { soc, code, out } = await importFile("Odd one.yml", bytes);
    expect(code).toBe(0);
    const own = join(soc, "odd-shells-and-more");
    expect(readFileSync(join(own, "rule.yaml")).equals(bytes)).toBe(true);
    expect(readdirSync(join(own, "events"))).toEqual(["hit-example.ndjson", "miss-example.ndjson"]);
    expect(out.split("\n").filter((line) => line.startsWith("created"))).toEqual(
      ["rule.yaml", "hunt.yaml", "events/hit-example.ndjson", "events/miss-example.ndjson"].map(
        (name) => `created  ${join(own, name)}`,
      ),
    );
    expect(out).toContain(`  npx hunts test --rule odd-shells-and-more --content ${soc}`);
    expect(read(own, "hunt.yaml").split("\n").slice(-8)).toEqual([
      "",
      "# The columns that make two rows the same finding.",
      "# key: [Computer, NewProcessId, Process, CommandLine, TimeGenerated]",
      "# incident, or bookmark for what an analyst looks through.",
      "# delivery: bookmark",
      "# How often it runs.",
      "# every: P1D",
      "",
    ]);
    expect(parse(read(own, "hunt.yaml"))).toBeNull();
  });

  test("the cases have the columns that the rule uses, and fail until they are filled in", async () => {
    const { soc } = await importFile("a.yaml", SHELLS, "shells");
    const [head, row] = read(soc, "shells/events/hit-example.ndjson").trim().split("\n");
    expect(head).toContain('"case":"<fill in>');
    expect(JSON.parse(row!)).toEqual({
      Type: "SecurityEvent",
      TimeGenerated: "2026-01-01T10:00:00Z",
      CommandLine: "<fill in>",
      Computer: "<fill in>",
      EventID: "<fill in>",
      NewProcessId: "<fill in>",
      Process: "<fill in>",
    });
    const { code, out } = await heard((terminal) =>
      testRules({ content: soc, rule: "shells" }, terminal),
    );
    expect(code).toBe(1);
    for (const name of ["hit", "miss"]) {
      const file = join(soc, `shells/events/${name}-example.ndjson`);
      expect(out).toContain(`${file}:1: is still to be filled in: case, source;`);
      expect(out).toContain(`${file}:2: is still to be filled in: `);
    }
  });

  test("a newer file is copied over the old one, and what is ours stays", async () => {
    const { soc } = await importFile("a.yaml", SHELLS, "shells");
    writeFileSync(
      join(soc, "shells/hunt.yaml"),
      "severity: High\nkey: [Computer, TimeGenerated]\n",
    );
    const newer = SHELLS.replace("cmd.exe", "pwsh.exe").replace("Low", "Medium");
    writeFileSync(join(soc, "shells/rule.yaml"), `${newer}version: 2.0.0\n`);
    const { rules, problems } = loadRules([soc], ruleLanguage(PARSERS_FOLDER));
    expect(problems).toEqual([]);
    expect(rules.map(({ rule }) => rule)).toMatchObject([
      {
        id: ID,
        severity: "High",
        query: expect.stringContaining("pwsh.exe"),
        hunt: { key: ["Computer", "TimeGenerated"] },
      },
    ]);
  });

  test("what only the file's name said, and which of its queries it is, stands in hunt.yaml", async () => {
    const text = "SecurityEvent\n| where EventID == 1\n\n// Second: odd\nSecurityEvent\n";
    const { root, soc } = await importFile("Two queries.kql", text);
    const own = read(soc, "two-queries/hunt.yaml");
    expect(own).toContain("# Which of the 2 queries in rule.kql is the rule:\n#   1 Two queries\n");
    expect(own).toContain("#   2 Second: odd\nrule: 1\n");
    const { out } = await heard((terminal) =>
      check([join(root, "Two queries.kql")], { json: true }, terminal),
    );
    const [first] = out.split("\n").map((line) => JSON.parse(line) as { id: string });
    expect(parse(own)).toEqual({ id: first!.id, name: "Two queries", rule: 1 });
    const { rules } = loadRules([soc], ruleLanguage(PARSERS_FOLDER));
    expect(rules.map(({ rule }) => [rule.id, rule.name])).toEqual([[first!.id, "Two queries"]]);
  });

  test.each<[string, string, string]>([
    ["a.kusto", "SecurityEvent", "rule.kql"],
    ["a.md", "# A\n\n```kql\nSecurityEvent\n| take 1\n```\n", "rule.md"],
    ["a.JSON", JSON.stringify({ id: ID, name: "A", query: "SecurityEvent" }), "rule.json"],
  ])("%s becomes a rule of its form", async (name, text, copied) => {
    const { soc, code } = await importFile(name, text, "own");
    expect([code, read(soc, "own", copied)]).toEqual([0, text]);
    const { rules, problems } = loadRules([soc], ruleLanguage(PARSERS_FOLDER));
    expect([rules.length, problems]).toEqual([1, []]);
  });

  test("an id that its file does not have is the one that check showed, and stays", async () => {
    const text = SHELLS.replace(`id: ${ID}\n`, "");
    const { root, soc, code } = await importFile("Odd one.yaml", text);
    expect(code).toBe(0);
    const own = join(soc, "odd-shells-and-more");
    const { id } = parse(read(own, "hunt.yaml")) as { id: string };
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const idIn = async (path: string) => {
      const { out } = await heard((terminal) => check([path], { json: true }, terminal));
      return (JSON.parse(out.split("\n")[0] ?? "") as { id: string }).id;
    };
    expect([await idIn(join(root, "Odd one.yaml")), await idIn(own)]).toEqual([id, id]);
  });

  test.each<[string, string, string]>([
    [
      "metadata:\n  source: { kind: Community }\n  author: { name: A }",
      "not used: metadata",
      "nothing is lost: they change nothing that is found",
    ],
    [
      "sentinelEntitiesMappings:\n  - columnName: Entities",
      "not used: sentinelEntitiesMappings",
      "map the entities column by column, as entityMappings in hunt.yaml",
    ],
    [
      "metadata: { version: 1 }\nsentinelEntitiesMappings: [{ columnName: Entities }]\nenabled: false",
      "not used: metadata, sentinelEntitiesMappings, enabled",
      "map the entities column by column, as entityMappings in hunt.yaml; the options in hunt.yaml " +
        "say how often, how late and as what findings are delivered",
    ],
  ])(
    "of an analytics rule it does not use %j, and says so once",
    async (fields, message, remedy) => {
      const { out, code } = await importFile(
        "a.yaml",
        `${SHELLS}kind: Scheduled\nqueryFrequency: 1h\nqueryPeriod: 1h\ntriggerOperator: gt\ntriggerThreshold: 0\n${fields}\n`,
      );
      expect(code).toBe(0);
      expect(out.split("\n").filter((line) => line.includes("not used"))).toEqual([
        expect.stringMatching(new RegExp(`: ${message}; ${remedy}$`)),
      ]);
    },
  );

  test("a hostile name cannot break out of a comment", async () => {
    const text = `id: ${ID}\nname: "a\\nrule: 9\\u2028key: [x]"\nquery: SecurityEvent\n---\nname: "b\\nid: x"\nquery: Event\n`;
    const { soc, code } = await importFile("__proto__.yaml", text, "own");
    expect(code).toBe(0);
    expect(parse(read(soc, "own/hunt.yaml"))).toEqual({ rule: 1 });
  });

  test("says what of the rule cannot be used, and imports it all the same", async () => {
    const { soc, code, out } = await importFile(
      "a.yaml",
      SHELLS.replace("where Process", "where Proces"),
    );
    expect(code).toBe(0);
    expect(out).toMatch(/problem {2}.*a\.yaml:6:11: .*Proces/);
    expect(readdirSync(soc)).toEqual(["odd-shells-and-more"]);
  });

  test.each<[string, string, string]>([
    ["a.png", "x", "a.png is not named as a file of rules is; name a .yaml"],
    ["a.yaml", "a: 1", "a.yaml holds no rule: YAML without a query; name a file with a query"],
    ["a.yaml", "query: *x", "a.yaml:1:8"],
    ["a.kql", "let F = () { Event };", "a.kql holds the function F and no rule"],
    ["a.yaml", "kind: Fusion\nname: a\nseverity: High", "a rule of the kind Fusion"],
  ])("refuses %s: %s", async (name, text, message) => {
    const { soc, code, out, err } = await importFile(name, text);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(message);
    expect(() => readdirSync(soc)).toThrow();
  });

  test("refuses a folder that is there, and a rule whose id another has", async () => {
    const { root, soc } = await importFile("a.yaml", SHELLS, "shells");
    const again = (slug: string) =>
      heard((terminal) => newRule(slug, { from: join(root, "a.yaml"), content: soc }, terminal));
    const taken = await again("shells");
    expect([taken.code, taken.err]).toEqual([2, expect.stringContaining("shells already exists")]);
    const other = await again("others");
    expect(other.code).toBe(2);
    expect(other.err).toContain("the rule shells has the id of the rule in ");
    expect(readdirSync(soc)).toEqual(["shells"]);
  });

  test("takes the place of a rule that ships only under its name", async () => {
    const shipped = SHELLS.replace(ID, "365a889c-ae0f-461d-bdf1-d6ce11d0ef6f");
    const refused = await importFile("a.yaml", shipped);
    expect(refused.err).toContain("npx hunts new rule rundll32-lolbin --from ");
    const { soc, code } = await importFile("a.yaml", shipped, "rundll32-lolbin");
    expect([code, readdirSync(soc)]).toEqual([0, ["rundll32-lolbin"]]);
  });

  test("without a file it needs a name", async () => {
    const { code, err } = await heard((terminal) => newRule(undefined, {}, terminal));
    expect([code, err]).toEqual([2, expect.stringContaining("a new rule needs a name; write one")]);
  });
});
