import { expect, test } from "vitest";
import { DAY } from "../../../src/hunt/base/window.ts";
import type { Notice } from "../../../src/hunt/delivery/delivery.ts";
import { incident } from "../../../src/hunt/delivery/kinds/incident.ts";
import type { IncidentWrite } from "../../../src/hunt/delivery/write.ts";
import type { Rule } from "../../../src/hunt/findings/rule.ts";
import { makeContext } from "../../../src/hunt/runs/deliver.ts";
import { runWindows } from "../../../src/hunt/runs/range.ts";
import { withSettings } from "../../../src/settings/rule-settings.ts";
import { readSettings } from "../../../src/settings/settings.ts";
import {
  createWorld,
  incidents,
  RUNDLL32,
  seedRule,
  shell,
  sysmon,
  WORKSPACE,
  type World,
} from "../../harness.ts";

const START = Date.parse("2023-08-18T00:00:00Z");
const OWNER = "44444444-4444-4444-8444-444444444444";
const OTHER = "55555555-5555-4555-8555-555555555555";
const GIVEN = [
  { labels: ["hunt", "T1218.011"] },
  { hunts: ["rundll32-lolbin"], ownerObjectId: OTHER.toUpperCase() },
  { hunts: ["rundll32-lolbin"], severities: ["High"], ownerObjectId: OWNER, labels: ["urgent"] },
];

function ruleWith(slug: Parameters<typeof seedRule>[0], handover: unknown): Rule {
  const read = readSettings({ INCIDENTS_HANDOVER: JSON.stringify(handover) });
  if (!("settings" in read)) return expect.fail(JSON.stringify(read.problems));
  return withSettings([seedRule(slug)], read.settings)[0]!;
}

function run(world: World, rule: Rule) {
  const window = { from: START, to: START + 2 * DAY };
  return runWindows(rule, WORKSPACE, [{ window, empty: false }], world.ports);
}

function shown(world: World) {
  return incidents(world.resources)
    .map(({ properties }) => ({
      severity: properties["severity"],
      owner: properties["owner"],
      labels: (properties["labels"] as { labelName: string }[]).map(({ labelName }) => labelName),
    }))
    .sort((a, b) => String(a.severity).localeCompare(String(b.severity)));
}

const start = (line: string) =>
  sysmon("2023-08-18T10:00:00Z", RUNDLL32, line, "C:\\Windows\\explorer.exe", "", { id: line });
const EVENTS = [
  start("rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump 624 C:\\temp\\l.dmp full"),
  start("rundll32.exe C:\\Users\\Public\\a.dll,Run"),
];
const LABELS = ["Sentinel Hunts", "rundll32-lolbin", "T1218.011"];

test("new incidents get owner and labels by hunt and severity, the last owner that applies", async () => {
  const world = createWorld({ tables: new Map([["WindowsEvent", EVENTS]]) });
  await run(world, ruleWith("rundll32-lolbin", GIVEN));
  expect(shown(world)).toEqual([
    { severity: "High", owner: { objectId: OWNER }, labels: [...LABELS, "hunt", "urgent"] },
    { severity: "Medium", owner: { objectId: OTHER }, labels: [...LABELS, "hunt"] },
  ]);
  const other = createWorld({
    tables: new Map([["WindowsEvent", [shell("2023-08-18T10:00:00Z")]]]),
  });
  await run(other, ruleWith("rundll32-command-shell", GIVEN));
  expect(shown(other)).toMatchObject([{ owner: {}, labels: expect.arrayContaining(["hunt"]) }]);
});

test("what an analyst changes stays, whatever the setting says later", async () => {
  const world = createWorld({ tables: new Map([["WindowsEvent", EVENTS.slice(1)]]) });
  await run(world, ruleWith("rundll32-lolbin", GIVEN));
  const [made] = incidents(world.resources);
  const owner = { objectId: "66666666-6666-4666-8666-666666666666", assignedTo: "Ann" };
  const properties = { ...made!.properties, owner, labels: [{ labelName: "seen" }] };
  world.resources.put({ ...made!, properties });
  await run(world, ruleWith("rundll32-lolbin", [{ ownerObjectId: OWNER, labels: ["late"] }]));
  await run(world, ruleWith("rundll32-lolbin", []));
  expect(shown(world)).toEqual([{ severity: "Medium", owner, labels: ["seen"] }]);
});

test("a rule's trouble, which has the severity Low, is handed over, too", () => {
  const world = createWorld({});
  const rule = ruleWith("rundll32-command-shell", [{ severities: ["Low"], ownerObjectId: OWNER }]);
  const notice: Notice = {
    ...{ id: OTHER, rule: rule.id, workspace: WORKSPACE.id, kind: "behind", speaker: rule.id },
    ...{ since: START, noticed: START + 1, ended: START + 2, covered: START - 1 },
    ...{ cause: { message: "m", remedy: "r" }, rules: [], told: "due" },
  };
  const write = incident.trouble(notice, makeContext({ rule, workspace: WORKSPACE }, world.ports));
  expect((write as IncidentWrite).owner).toBe(OWNER);
});
