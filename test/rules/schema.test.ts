import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { ruleSchema } from "../../src/rules/schema.ts";
import { RULES } from "../harness.ts";

const written = JSON.parse(readFileSync(join(RULES, "rule.schema.json"), "utf8")) as object;

test("rules/rule.schema.json is what the schema gives (npm run reference)", () => {
  expect(written).toEqual(z.toJSONSchema(ruleSchema, { io: "input" }));
});

test.each(["rundll32-lolbin", "rundll32-command-shell"])("%s keeps it, as an editor would say", (slug) => {
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(written);
  validate(parse(readFileSync(join(RULES, slug, "rule.yaml"), "utf8")));
  expect(validate.errors).toBeNull();
});

/** The fields the Azure-Sentinel repository demands of a hunting query. */
test.each(["rundll32-lolbin", "rundll32-command-shell"])("%s has what an Azure-Sentinel hunting query needs", (slug) => {
  const rule = parse(readFileSync(join(RULES, slug, "rule.yaml"), "utf8")) as Record<string, unknown>;
  for (const field of ["id", "name", "description", "requiredDataConnectors", "tactics", "relevantTechniques", "query", "entityMappings"])
    expect(rule).toHaveProperty(field);
});
