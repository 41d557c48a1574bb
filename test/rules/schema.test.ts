import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { jsonSchemas } from "../../src/cli/json-schemas.ts";
import { RULES } from "../harness.ts";

const PROJECT = join(RULES, "..");
const written = (path: string) => JSON.parse(readFileSync(join(PROJECT, path), "utf8")) as object;
const errorsOf = (path: string, value: unknown) => {
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(written(path));
  validate(value);
  return validate.errors;
};
const slugs = ["rundll32-lolbin", "rundll32-command-shell", "_template"];

test.each(Object.entries(jsonSchemas()))(
  "%s is what the schema gives (npm run reference)",
  (path, schema) => {
    expect(written(path)).toEqual(schema);
  },
);

describe("what ships keeps its schema, as an editor would say", () => {
  test.each(slugs)("the rule %s", (slug) => {
    expect(
      errorsOf(
        "rules/rule.schema.json",
        parse(readFileSync(join(RULES, slug, "rule.yaml"), "utf8")),
      ),
    ).toBeNull();
  });

  test.each(readdirSync(join(RULES, "ignore-lists")).filter((name) => name.endsWith(".yaml")))(
    "the ignore list %s",
    (name) => {
      expect(
        errorsOf(
          "rules/ignore-list.schema.json",
          parse(readFileSync(join(RULES, "ignore-lists", name), "utf8")),
        ),
      ).toBeNull();
    },
  );

  test.each(slugs)("every line of the cases of %s", (slug) => {
    const folder = join(RULES, slug, "events");
    const lines = readdirSync(folder).flatMap((name) =>
      readFileSync(join(folder, name), "utf8").trim().split("\n"),
    );
    expect(lines.length).toBeGreaterThan(3);
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
      written("rules/case.schema.json"),
    );
    expect(lines.filter((line) => !validate(JSON.parse(line)))).toEqual([]);
  });
});

describe("what is wrong is refused", () => {
  test.each([
    [
      "rules/rule.schema.json",
      {
        id: "9ccf3ce0-0057-440a-91f5-870c6ad39093",
        name: "A",
        description: "B",
        query: "C",
        querry: "D",
      },
    ],
    [
      "rules/ignore-list.schema.json",
      { entries: [{ id: "a", title: "A", reason: "B", owner: "C", rules: "all" }] },
    ],
    [
      "rules/ignore-list.schema.json",
      { entries: [{ id: "A b", title: "A", reason: "B", owner: "C", rules: "all", when: {} }] },
    ],
    ["rules/case.schema.json", { case: "without a source" }],
    ["rules/case.schema.json", { Type: "SecurityEvent" }],
  ])("%s: %j", (path, value) => {
    expect(errorsOf(path, value)).not.toBeNull();
  });
});

/** The fields the Azure-Sentinel repository demands of a hunting query. */
test.each(slugs)("%s has what an Azure-Sentinel hunting query needs", (slug) => {
  const rule = parse(readFileSync(join(RULES, slug, "rule.yaml"), "utf8")) as Record<
    string,
    unknown
  >;
  for (const field of [
    "id",
    "name",
    "description",
    "requiredDataConnectors",
    "tactics",
    "relevantTechniques",
    "query",
    "entityMappings",
  ])
    expect(rule).toHaveProperty(field);
});

/** Every schema is bound to its files for VS Code. */
test("the editor's settings name each schema and a file that is there", () => {
  const settings = JSON.parse(readFileSync(join(PROJECT, ".vscode/settings.json"), "utf8")) as {
    "yaml.schemas": Record<string, string[]>;
    "json.schemas": { url: string }[];
  };
  const named = [
    ...Object.keys(settings["yaml.schemas"]),
    ...settings["json.schemas"].map(({ url }) => url),
  ];
  expect(named.map((path) => path.replace("./", "")).sort()).toEqual(
    Object.keys(jsonSchemas()).sort(),
  );
});
