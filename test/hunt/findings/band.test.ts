import { expect, test } from "vitest";
import { DELIVERIES } from "../../../src/hunt/delivery/kinds/index.ts";
import type { BookmarkWrite } from "../../../src/hunt/delivery/write.ts";
import { becomesIncident } from "../../../src/hunt/delivery/writes-incidents.ts";
import { findBand } from "../../../src/hunt/findings/band.ts";
import { ENTITY_TYPES } from "../../../src/hunt/findings/entities/index.ts";
import { hunter } from "../../../src/hunt/findings/hunt.ts";
import type { Rule } from "../../../src/hunt/findings/rule.ts";
import { withSettings } from "../../../src/settings/rule-settings.ts";
import { readSettings } from "../../../src/settings/settings.ts";
import { sourceFor } from "../../../src/techniques/source.ts";
import { seedRule, WORKSPACE } from "../../harness.ts";

const rule = seedRule("rundll32-lolbin");
const unbanded: Rule = { ...rule, hunt: { ...rule.hunt, bands: [] } };

const lines = {
  dump: "rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump 624 C:\\temp\\l.dmp full",
  writable: "rundll32.exe C:\\Users\\Public\\a.dll,Run",
  odd: "rundll32.exe C:\\Windows\\System32\\a.txt,Run",
  usual: "rundll32.exe shell32.dll,Control_RunDLL timedate.cpl",
};

function findingOf(line: string, as: Rule = rule) {
  const hunt = hunter(as, WORKSPACE, {
    sourceFor,
    entities: ENTITY_TYPES,
    ignore: [],
    now: () => 0,
  });
  const row = {
    TimeGenerated: "2026-01-05T10:00:00Z",
    Dvc: "ws1",
    User: "LAB\\alex",
    Process: "C:\\Windows\\System32\\rundll32.exe",
    CommandLine: line,
    TargetProcessId: "7",
    ActingProcessName: "C:\\Windows\\explorer.exe",
  };
  return hunt([row]).findings[0]!;
}

const context = (as: Rule) => ({
  rule: as,
  workspace: WORKSPACE,
  parser: "_Im_ProcessCreate",
  portal: "https://portal.azure.com",
  source: sourceFor("rundll32"),
  entities: ENTITY_TYPES,
});

test("a dump of lsass is a High incident, a library from a user's folder a Medium one", () => {
  const bands = Object.values(lines).map((line) => findingOf(line).group.band);
  expect(bands.map(({ delivery, severity }) => `${severity} ${delivery}`)).toEqual([
    "High incident",
    "Medium incident",
    "Low bookmark",
    "Informational bookmark",
  ]);
});

test("a threshold belongs to the band that it begins", () => {
  expect([0, 14, 15, 24, 25, 44, 45, 100].map((points) => findBand(points, rule).from)).toEqual([
    ...[0, 0, 15, 15, 25, 25, 45, 45],
  ]);
});

test("findings below the bands have the group that they have without bands; each band its own", () => {
  const ids = (as: Rule) => Object.values(lines).map((line) => findingOf(line, as).group.id);
  const [graded, plain] = [ids(rule), ids(unbanded)];
  expect(graded.map((id, index) => id === plain[index])).toEqual([false, false, false, true]);
});

test("a moved threshold changes no id", () => {
  const moved = rule.hunt.bands.map((band) => ({ ...band, from: band.from - 1 }));
  const other = { ...rule, hunt: { ...rule.hunt, bands: moved } };
  for (const line of Object.values(lines))
    expect(findingOf(line, other).group.id).toBe(findingOf(line).group.id);
});

test("an incident has its band's severity and scores, a bookmark a label", () => {
  const { group } = findingOf(lines.writable);
  const incident = DELIVERIES.get("incident")!.incident(group, 1, context(rule))!;
  expect(incident.severity).toBe("Medium");
  expect(incident.description).toContain("Risk 25 to 44 of 100.");
  const odd = findingOf(lines.odd);
  const bookmark = DELIVERIES.get("bookmark")!;
  const labels = (...about: Parameters<typeof bookmark.represent>) =>
    (bookmark.represent(...about) as BookmarkWrite).labels;
  expect(labels(odd, context(rule))).toContain("Low severity");
  expect(labels(findingOf(lines.odd, unbanded), context(unbanded))).toEqual(
    labels(odd, context(rule)).filter((label) => label !== "Low severity"),
  );
});

test("DELIVERY overrides the bands' deliveries; what then equals the next band is part of it", () => {
  const apply = (delivery: string, hunt: Partial<Rule["hunt"]> = {}) => {
    const read = readSettings({ DELIVERY: delivery });
    if (!("settings" in read)) return expect.fail("the settings are wrong");
    const [changed] = withSettings([{ ...rule, hunt: { ...rule.hunt, ...hunt } }], read.settings);
    return changed!;
  };
  expect(apply("incident").hunt.bands.map(({ severity }) => severity)).toEqual([
    ...["High", "Medium", "Low"],
  ]);
  const bookmarks = apply("bookmark");
  expect([...bookmarks.hunt.bands, findBand(0, bookmarks)].some(becomesIncident)).toBe(false);
  const alike = apply("incident", {
    bands: [
      { from: 40, delivery: "incident", severity: "Low" },
      { from: 20, delivery: "bookmark", severity: "Low" },
    ],
  });
  expect(alike.hunt.bands).toEqual([{ from: 20, delivery: "incident", severity: "Low" }]);
});
