import { expect, test, vi } from "vitest";
import { entityChips } from "../../src/cli/reporters/html/incident-card.ts";
import { bookmarkEntities } from "../../src/emulator/bookmark-entities.ts";
import type { EntityType } from "../../src/hunt/findings/entity.ts";
import { isName } from "../../src/hunt/findings/identity.ts";
import { bookmarks } from "../harness.ts";
import { changedRule, runOverOneFinding } from "./changed-rule.ts";

/** Adds one line to the index, and changes no other code. */
vi.mock(import("../../src/hunt/findings/entities/index.ts"), async (original) => {
  const { ENTITY_TYPES } = await original();
  const registryKey: EntityType = {
    name: "RegistryKey",
    identifiers: ["Hive", "Key"],
    forms: [["Hive", "Key"]],
    anyCase: true,
    complete: (mapped) =>
      mapped.flatMap(({ identifier, value }) =>
        identifier === "Key" ? [{ identifier, value: `SOFTWARE\\${value}` }] : [],
      ),
    label: (value) => `key ${value("Key")}`,
  };
  return { ENTITY_TYPES: new Map([...ENTITY_TYPES, [registryKey.name, registryKey]]) };
});

const mapping = (identifier: string) => ({
  entityType: "RegistryKey",
  fieldMappings: [{ identifier, columnName: "ActingProcessId" }],
});
const withMapping = (identifier: string) =>
  changedRule((file) => ({ entityMappings: [...file.entityMappings, mapping(identifier)] }));

test("an entity type is one file and one line: a rule maps it, a bookmark carries it, an incident and a report show it", async () => {
  const { rule, problems } = withMapping("Key");
  expect(problems).toEqual([]);
  expect(isName("ActingProcessId", rule!)).toBe(true);
  const { world, outcomes } = await runOverOneFinding(rule!);
  const [bookmark] = bookmarks(world.resources);
  expect(bookmark!.properties["entityMappings"]).toContainEqual({
    entityType: "RegistryKey",
    fieldMappings: [{ identifier: "Key", value: "SOFTWARE\\2100" }],
  });
  expect(bookmarkEntities(bookmarks(world.resources))).toContainEqual(
    expect.objectContaining({ kind: "RegistryKey" }),
  );
  const findings = outcomes.flatMap(({ reserved }) => reserved.map(({ finding }) => finding));
  expect(entityChips(findings.slice(0, 1)).html).toContain("<b>RegistryKey</b>key SOFTWARE\\2100");
});

test("what it has no identifier for is a problem of the rule", () => {
  expect(withMapping("Hivv").problems).toMatchObject([
    { message: "RegistryKey has no identifier Hivv", remedy: "use one of Hive, Key" },
  ]);
});
