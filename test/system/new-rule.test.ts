import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { newRuleFiles } from "../../src/cli/new-rule.ts";
import { builtHunts, hunts, ROOT, temporary } from "./cli.ts";

const fieldsOf = (folder: string, slug: string) =>
  parse(readFileSync(join(folder, slug, "rule.yaml"), "utf8")) as Record<string, unknown>;

describe("hunts new rule", () => {
  test("makes a rule beside those that ship, which passes check and test at once", async () => {
    const folder = join(temporary(), "soc", "hunts");
    const made = await hunts(["new", "rule", "own-hunt", "--content", folder]);
    expect(made).toMatchObject({ code: 0, err: "" });
    for (const file of ["rule.yaml", "events/hit-example.ndjson", "events/miss-example.ndjson"]) {
      expect(made.out).toContain(`created  ${join(folder, "own-hunt", file)}`);
      expect(existsSync(join(folder, "own-hunt", file))).toBe(true);
    }
    const checked = await hunts(["check", "--content", folder]);
    expect(checked).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringMatching(/^3 rules, \d+ ignore entries, 0 problems$/m),
    });
    const tested = await hunts(["test", "--rule", "own-hunt", "--content", folder]);
    expect(tested).toMatchObject({ code: 0, err: "" });
    expect(tested.out).toContain("own-hunt: 1 hit and 1 miss cases\n2 passed, 0 failed\n");
  });

  test("two of them are two rules: each has an id, a title and a folder of its own", async () => {
    const folder = temporary();
    for (const slug of ["first-hunt", "second-hunt"])
      expect((await hunts(["new", "rule", slug, "--content", folder])).code).toBe(0);
    const [first, second] = ["first-hunt", "second-hunt"].map((slug) => fieldsOf(folder, slug));
    expect(first).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
      name: "First hunt",
    });
    expect(second!["id"]).not.toBe(first!["id"]);
    expect(await hunts(["check", "--content", folder])).toMatchObject({ code: 0 });
  });

  test("in a folder in place of the rules that ship", async () => {
    const folder = temporary();
    cpSync(join(ROOT, "rules/asim"), join(folder, "asim"), { recursive: true });
    expect((await hunts(["new", "rule", "own-hunt", "--rules", folder])).code).toBe(0);
    expect(await hunts(["check", "--rules", folder])).toMatchObject({
      code: 0,
      out: expect.stringContaining("1 rule,"),
    });
    expect((await hunts(["test", "--rules", folder])).out).toContain("2 passed, 0 failed");
  });

  test.each([
    [
      "a name that is no slug",
      ["Own_Hunt"],
      "Own_Hunt is not a valid name for a rule; use lowercase letters, digits and -, beginning with a letter\n",
    ],
    ["the template's name", ["_template"], "_template is not a valid name for a rule"],
    [
      "a rule that ships",
      ["rundll32-lolbin"],
      "rundll32-lolbin already exists; choose another name\n",
    ],
    ["both options", ["own", "--rules", "a"], "--rules and --content cannot be combined"],
  ])("refuses %s, and makes nothing", async (_, args, message) => {
    const folder = join(temporary(), "soc");
    const { code, out, err } = await hunts(["new", "rule", ...args, "--content", folder]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(message);
    expect(existsSync(folder)).toBe(false);
  });

  test("refuses to write into a project that the current folder is not in, and says what to do", async () => {
    const { code, out, err } = await builtHunts(["new", "rule", "own-hunt"], {}, temporary());
    expect([code, out]).toEqual([2, ""]);
    expect(err).toBe(
      "this folder is not in the project that the rules belong to; name a folder of your " +
        `own: npx hunts new rule own-hunt --content my-hunts; or go to ${ROOT}\n`,
    );
    expect(existsSync(join(ROOT, "rules/own-hunt"))).toBe(false);
  });

  test("refuses a rule that is there, and leaves it as it is", async () => {
    const folder = temporary();
    await hunts(["new", "rule", "own-hunt", "--content", folder]);
    const before = readFileSync(join(folder, "own-hunt/rule.yaml"), "utf8");
    expect(await hunts(["new", "rule", "own-hunt", "--content", folder])).toMatchObject({
      code: 2,
    });
    expect(readFileSync(join(folder, "own-hunt/rule.yaml"), "utf8")).toBe(before);
  });
});

describe("where an editor finds the schema", () => {
  mkdirSync(join(ROOT, "out"), { recursive: true });
  const inside = mkdtempSync(join(ROOT, "out/new-rule-"));
  afterAll(() => rmSync(inside, { recursive: true }));

  test("a rule below the folder that the product is in names it", async () => {
    await hunts(["new", "rule", "own-hunt", "--content", inside]);
    const [line = ""] = readFileSync(join(inside, "own-hunt/rule.yaml"), "utf8").split("\n");
    const schema = /^# yaml-language-server: \$schema=(\S+)$/.exec(line)![1]!;
    expect(existsSync(join(inside, "own-hunt", schema))).toBe(true);
    expect(schema).toBe(
      `${relative(join(inside, "own-hunt"), ROOT).replaceAll("\\", "/")}/rules/rule.schema.json`,
    );
  });

  test("without one nothing of the template's head is left", () => {
    const rule = newRuleFiles({
      slug: "own-hunt",
      id: "11111111-1111-4111-8111-111111111111",
      schema: undefined,
    })["rule.yaml"]!;
    expect(rule).toMatch(/^# Identifies the rule.*\nid: 11111111-1111-4111-8111-111111111111\n/);
    expect(rule).not.toMatch(/_template|yaml-language-server/);
  });
});

test("the template explains every field that a rule may have", () => {
  const template = readFileSync(join(ROOT, "rules/_template/rule.yaml"), "utf8");
  const { properties } = JSON.parse(readFileSync(join(ROOT, "rules/rule.schema.json"), "utf8")) as {
    properties: Record<string, { description?: string; properties: Record<string, unknown> }>;
  };
  const used = Object.entries(properties).filter(([, one]) => one.description !== "Not used");
  const lacking = (fields: object, indent: string) =>
    Object.keys(fields).filter(
      (field) => !new RegExp(`^${indent}(# )?${field}:`, "m").test(template),
    );
  expect(lacking(Object.fromEntries(used), "")).toEqual([]);
  expect(lacking(properties["hunt"]!.properties, "  ")).toEqual([]);
});

test("the template is no rule: it is neither loaded nor packed", async () => {
  expect((await hunts(["check"])).out).toContain("2 rules,");
  expect((await hunts(["test", "--rule", "_template"])).err).toContain(
    "there is no rule _template that can be used",
  );
});
