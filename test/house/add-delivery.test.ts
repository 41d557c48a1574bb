import { expect, test, vi } from "vitest";
import { jsonSchemas } from "../../src/cli/json-schemas.ts";
import { raisedBy } from "../../src/cli/look/look.ts";
import { raisedIn } from "../../src/cli/look/raised.ts";
import { emptyLook } from "../../src/cli/look/rule-look.ts";
import type { Delivery } from "../../src/hunt/delivery/delivery.ts";
import { withSettings } from "../../src/settings/rule-settings.ts";
import { readSettings } from "../../src/settings/settings.ts";
import { bookmarks, incidents, WORKSPACE } from "../harness.ts";
import { changedRule, runOverOneFinding } from "./changed-rule.ts";

/** Adds one line to the index, and changes no other code. */
vi.mock(import("../../src/hunt/delivery/kinds/index.ts"), async (original) => {
  const { DELIVERIES } = await original();
  const { incident } = await import("../../src/hunt/delivery/kinds/incident.ts");
  const digest: Delivery = {
    ...incident,
    name: "digest",
    incident(group, generation, context) {
      const write = incident.incident(group, generation, context);
      return write && { ...write, title: `Digest: ${write.title}`, severity: "Low" };
    },
    comment: () => undefined,
  };
  return { DELIVERIES: new Map([...DELIVERIES, [digest.name, digest]]) };
});

test("a delivery is one file and one line: a rule names it, and a run writes as it says", async () => {
  const { rule, problems } = changedRule(({ hunt }) => ({ hunt: { ...hunt, delivery: "digest" } }));
  expect(problems).toEqual([]);
  const { world, outcomes } = await runOverOneFinding(rule!);
  expect(outcomes.flatMap(({ record }) => record.problems)).toEqual([]);
  expect(incidents(world.resources)).toMatchObject([
    { properties: { title: expect.stringMatching(/^Digest: /), severity: "Low" } },
  ]);
  expect(bookmarks(world.resources)).toHaveLength(1);
  const [incident] = incidents(world.resources);
  expect(world.resources.under(`${incident!.id}/relations`)).toHaveLength(1);
  expect(world.resources.under(`${incident!.id}/Comments`)).toEqual([]);
});

test("a first look counts what it makes", async () => {
  const { rule } = changedRule(({ hunt }) => ({ hunt: { ...hunt, delivery: "digest" } }));
  const { outcomes } = await runOverOneFinding(rule!);
  const look = {
    ...emptyLook(rule!, WORKSPACE, 1),
    raised: raisedIn(outcomes[0]!, rule!, WORKSPACE),
    answered: [outcomes[0]!.record.window],
  };
  expect(raisedBy(look).map(({ resource, all }) => [resource, all])).toEqual([
    ["incident", 1],
    ["bookmark", 1],
  ]);
});

test("the setting DELIVERY and the editors' schema know it, and what is misspelt", () => {
  const read = readSettings({ DELIVERY: "digest" });
  const { rule } = changedRule(() => ({}));
  expect("settings" in read && withSettings([rule!], read.settings)).toMatchObject([
    { hunt: { delivery: "digest" } },
  ]);
  expect(readSettings({ DELIVERY: "digets" })).toMatchObject({
    problems: [{ message: expect.stringContaining("did you mean digest?") }],
  });
  expect(JSON.stringify(jsonSchemas()["rules/rule.schema.json"])).toContain(
    '"enum":["incident","bookmark","digest"]',
  );
});
