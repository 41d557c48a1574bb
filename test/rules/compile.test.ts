import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ruleLanguage } from "../../src/cli/language.ts";
import { PARSERS_FOLDER } from "../../src/cli/paths.ts";
import { makeWorkspace } from "../../src/emulator/workspace.ts";
import { fromFiles } from "../../src/ignore-lists/file.ts";
import { findUntestable } from "../../src/rules/check-query.ts";
import { compileContent } from "../../src/rules/compile.ts";
import { loadRules } from "../../src/rules/load.ts";
import { RULES } from "../harness.ts";

const { engine } = makeWorkspace(new Map(), join(RULES, "asim"));
const compiled = (folder: string) => {
  const { rules, slugs, problems } = loadRules([folder], ruleLanguage(PARSERS_FOLDER));
  const ignore = fromFiles(join(folder, "ignore-lists"), slugs);
  const content = compileContent({ rules, ignore }, engine.bind);
  return { ...content, problems: [...problems, ...content.problems] };
};

test("the shipped rules compile without a problem", () => {
  expect(compiled(RULES)).toMatchObject({
    problems: [],
    rules: [{ slug: "rundll32-command-shell" }, { slug: "rundll32-lolbin" }],
  });
});

test("a rule that Sentinel runs and local data cannot is compiled", () => {
  const folder = join(mkdtempSync(join(tmpdir(), "rules-")), "rules");
  cpSync(RULES, folder, { recursive: true });
  const file = join(folder, "rundll32-lolbin/rule.yaml");
  const list = "externaldata(Name: string)['https://example.com/names.csv']";
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace(
      "| where Process has",
      `| where Process !in ((${list}))\n  | where Process has`,
    ),
  );
  const { rules, problems } = compiled(folder);
  expect([rules.map(({ slug }) => slug), problems]).toEqual([
    ["rundll32-command-shell", "rundll32-lolbin"],
    [],
  ]);
  const loaded = loadRules([folder], ruleLanguage(PARSERS_FOLDER)).rules.find(
    ({ rule }) => rule.slug === "rundll32-lolbin",
  );
  expect(findUntestable(loaded!, engine.bind)).toEqual([
    {
      where: `${file}:78:25`,
      message: "'externaldata' is not supported by the local engine",
      remedy: "declare the rows with let and datatable(), or give them with --data as a table",
    },
  ]);
});

test("a bad rule and a bad entry are left out and told; the others are compiled", () => {
  const folder = join(mkdtempSync(join(tmpdir(), "rules-")), "rules");
  cpSync(RULES, folder, { recursive: true });
  const file = join(folder, "rundll32-lolbin/rule.yaml");
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace("| where Process has", "| where Proces has"),
  );
  mkdirSync(join(folder, "aliased"));
  writeFileSync(join(folder, "aliased/rule.yaml"), "id: *x");
  mkdirSync(join(folder, "ignore-lists/list.yaml"));
  const { rules, entries, problems } = compiled(folder);
  expect(rules.map(({ slug }) => slug)).toEqual(["rundll32-command-shell"]);
  expect(entries.length).toBeGreaterThan(20);
  expect(problems.map(({ where }) => where.replace(folder, ""))).toEqual([
    "/aliased/rule.yaml:1:5",
    "/rundll32-lolbin/rule.yaml:78:11",
    "/ignore-lists/list.yaml",
  ]);
});
