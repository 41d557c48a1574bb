import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { check } from "../../src/cli/commands/check.ts";
import { packageApp } from "../../src/cli/commands/package.ts";
import { alertRule } from "../../src/hunt/delivery/findings-table/alert-rule.ts";
import { alertRuleBody } from "../../src/hunt/delivery/findings-table/alert-rule-body.ts";
import type { AppContent } from "../../src/rules/app-content.ts";
import { RULES } from "../harness.ts";
import { heard } from "./heard.ts";

const temporary = () => mkdtempSync(join(tmpdir(), "hunts-"));

/**
 * A SOC's own content: a rule of its own, and an ignore list that concerns it and one that ships.
 */
function ownContent(): string {
  const folder = join(temporary(), "soc");
  mkdirSync(join(folder, "ignore-lists"), { recursive: true });
  cpSync(join(RULES, "rundll32-lolbin"), join(folder, "own-rule"), { recursive: true });
  const rule = join(folder, "own-rule/rule.yaml");
  writeFileSync(rule, readFileSync(rule, "utf8").replace("365a889c", "465a889c"));
  writeFileSync(
    join(folder, "ignore-lists/own.yaml"),
    `entries:\n  - ${entry("own-agent", "[own-rule, rundll32-lolbin]")}\n`,
  );
  return folder;
}

function entry(id: string, rules: string): string {
  const when =
    "{ field: Rundll32Module, op: equals, value: 'C:\\Program Files\\Agent\\agent.dll' }";
  return `{ id: ${id}, title: t, reason: r, owner: soc, permanent: true, rules: ${rules}, when: ${when} }`;
}

const contentOf = (out: string) =>
  JSON.parse(readFileSync(join(out, "deploy/content.json"), "utf8")) as AppContent;
const slugs = ({ rules }: AppContent) => rules.map(({ slug }) => slug);

test("a folder of own content is packed beside what ships, as zip and as folder", async () => {
  const out = temporary();
  const { code, out: said } = await heard((terminal) =>
    packageApp({ content: ownContent(), out }, terminal),
  );
  expect(code).toBe(0);
  const content = contentOf(out);
  expect(slugs(content)).toEqual(["own-rule", "rundll32-command-shell", "rundll32-lolbin"]);
  expect(content.entries.map(({ id }) => id)).toContain("own-agent");
  expect(content.entries.length).toBeGreaterThan(20);
  expect(content.hits["own-rule"]?.length).toBeGreaterThan(10);
  expect(said).toContain(
    `content ${content.built.content.digest}, commit unknown: 3 rules, 37 ignore entries`,
  );
  const zipped = unzipSync(readFileSync(join(out, "app.zip")));
  for (const [name, bytes] of Object.entries(zipped))
    expect(readFileSync(join(out, "deploy", name)).equals(bytes), name).toBe(true);
});

/** A rule of each form that others may have written, the Markdown page with our hunt.yaml. */
function everyForm(): string {
  const folder = join(temporary(), "soc");
  const [id, query] = ["7b6a0a54-3f0c-4d62-9c4d-1b6f4b5b7a1", "SecurityEvent\n| where EventID == "];
  const properties = {
    displayName: "From ARM",
    severity: "High",
    query: `${query}3`,
    queryFrequency: "PT1H",
    queryPeriod: "PT1H",
  };
  const template = {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    resources: [
      {
        type: "Microsoft.OperationalInsights/workspaces/providers/alertRules",
        name: `[concat(parameters('workspace'), '/Microsoft.SecurityInsights/${id}3')]`,
        kind: "Scheduled",
        properties,
      },
    ],
  };
  const files = {
    "by-yaml/rule.yaml": `id: ${id}1\nname: From YAML\nquery: |\n  SecurityEvent\n  | where EventID == 1\n`,
    "by-kql/rule.kql": `// From KQL\n${query}2\n`,
    "by-arm/rule.json": JSON.stringify(template),
    "by-page/rule.md": `# From a page\n\n\`\`\`kql\n${query}4\n\`\`\`\n\n\`\`\`kql\n${query}5\n\`\`\`\n`,
    "by-page/hunt.yaml": `id: ${id}4\nrule: 2\nseverity: Low\nkey: [Computer, TimeGenerated]\ndelivery: incident\n`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test("rules in every form are packed, with what hunt.yaml says", async () => {
  const out = temporary();
  const { code } = await heard((terminal) => packageApp({ content: everyForm(), out }, terminal));
  expect(code).toBe(0);
  const own = contentOf(out).rules.filter(({ slug }) => slug.startsWith("by-"));
  const facts = own.map(({ slug, name, severity, query, hunt }) => [
    ...[slug, name, severity, query.trim().at(-1), hunt.delivery],
  ]);
  expect(facts).toEqual([
    ["by-arm", "From ARM", "High", "3", "incident"],
    ["by-kql", "From KQL", "Informational", "2", "bookmark"],
    ["by-page", "From a page", "Low", "5", "incident"],
    ["by-yaml", "From YAML", "Informational", "1", "bookmark"],
  ]);
  expect(own.find(({ slug }) => slug === "by-page")).toMatchObject({
    id: "7b6a0a54-3f0c-4d62-9c4d-1b6f4b5b7a14",
    hunt: { key: ["Computer", "TimeGenerated"] },
  });
});

test("on request, the analytics rules of own and shipped rules are written for the template", async () => {
  const [out, file] = [temporary(), join(temporary(), "findings-table.json")];
  const { code, out: said } = await heard((terminal) =>
    packageApp({ content: ownContent(), out, alertRules: file }, terminal),
  );
  expect([code, said.split("\n").at(-1)]).toEqual([0, `${file}: 3 analytics rules`]);
  const { alertRules } = JSON.parse(readFileSync(file, "utf8")) as {
    alertRules: { name: string }[];
  };
  expect(alertRules).toEqual(
    contentOf(out).rules.map((rule) => ({
      hunt: rule.slug,
      name: alertRule(rule).name,
      ...alertRuleBody(alertRule(rule)),
    })),
  );
  expect(new Set(alertRules.map(({ name }) => name)).size).toBe(3);
});

test("a file of analytics rules that cannot be written: exit code 2, and nothing is packaged", async () => {
  const out = temporary();
  const { code, err } = await heard((terminal) =>
    packageApp({ out, alertRules: join(out, "missing/findings-table.json") }, terminal),
  );
  expect([code, err]).toEqual([2, expect.stringContaining("--alert-rules: ")]);
  expect(existsSync(join(out, "app.zip"))).toBe(false);
});

test("ignore lists alone are content; an empty folder is none", async () => {
  const folder = join(temporary(), "soc");
  mkdirSync(join(folder, "ignore-lists"), { recursive: true });
  expect(
    (await heard((terminal) => packageApp({ content: folder, out: temporary() }, terminal))).code,
  ).toBe(0);
  const { code, err } = await heard((terminal) =>
    packageApp({ content: temporary(), out: temporary() }, terminal),
  );
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(
      /contains neither <name>\/rule\.yaml nor ignore-lists; name .* with --content$/,
    ),
  ]);
});

test("a rule of one's own overrides the shipped one of its name, and a notice says so", async () => {
  const folder = join(temporary(), "soc");
  cpSync(join(RULES, "rundll32-lolbin"), join(folder, "rundll32-lolbin"), { recursive: true });
  const rule = join(folder, "rundll32-lolbin/rule.yaml");
  writeFileSync(rule, readFileSync(rule, "utf8").replace(/^name: .*$/m, "name: Ours"));
  const out = temporary();
  const packed = await heard((terminal) => packageApp({ content: folder, out }, terminal));
  const told =
    /notice {3}.*soc\/rundll32-lolbin\/rule\.yaml: overrides .*rules\/rundll32-lolbin\/rule\.yaml; /;
  expect([packed.code, packed.out]).toEqual([0, expect.stringMatching(told)]);
  expect(contentOf(out).rules.map(({ name }) => name)).toContain("Ours");
  expect((await heard((terminal) => check([], { content: folder }, terminal))).out).toMatch(told);
});

test("with a rule or an entry that cannot be used nothing is packed", async () => {
  const folder = ownContent();
  const rule = join(folder, "own-rule/rule.yaml");
  writeFileSync(
    rule,
    readFileSync(rule, "utf8").replace("| where Process has", "| where Proces has"),
  );
  writeFileSync(
    join(folder, "ignore-lists/taken.yaml"),
    `entries:\n  - ${entry("own-agent", "all")}\n`,
  );
  const out = temporary();
  const { code, out: said } = await heard((terminal) =>
    packageApp({ content: folder, out }, terminal),
  );
  expect(code).toBe(1);
  expect(said).toMatch(/own-rule\/rule\.yaml:78:11: .*Proces/);
  expect(said).toMatch(/taken\.yaml:2:5: the entry id own-agent is taken by .*own\.yaml/);
  expect(said.split("\n").at(-1)).toBe("nothing was packaged: 2 problems");
  expect(existsSync(join(out, "app.zip"))).toBe(false);
});

test.each<[string, (out: string) => object, string]>([
  [
    "both options",
    (out) => ({ rules: RULES, content: RULES, out }),
    "--rules and --content cannot be combined",
  ],
  [
    "a folder that would deploy more than the app",
    (out) => withFile(out),
    "contains notes.txt, which is not part of the app",
  ],
  [
    "a folder below a file",
    (out) => ({ out: join(String((withFile(out) as { out: string }).out), "deploy/notes.txt") }),
    "--out: ",
  ],
])("%s: exit code 2 and one line", async (_name, options, message) => {
  const { code, err } = await heard((terminal) =>
    packageApp(options(temporary()) as { out: string }, terminal),
  );
  expect([code, err.split("\n").length, err]).toEqual([2, 1, expect.stringContaining(message)]);
});

function withFile(out: string): object {
  mkdirSync(join(out, "deploy"));
  writeFileSync(join(out, "deploy/notes.txt"), "");
  return { out };
}
