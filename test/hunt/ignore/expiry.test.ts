import { describe, expect, test } from "vitest";
import { DAY } from "../../../src/hunt/base/window.ts";
import { expiryNotices, type IgnoreEntry, suppressor } from "../../../src/hunt/ignore/ignore.ts";
import { WINDOWS } from "../../../src/windows/command-line.ts";
import { bookmarks, createWorld, runJob, seedRule, shell, WORKSPACE } from "../../harness.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const rule = seedRule("rundll32-command-shell");
const entry: IgnoreEntry = {
  id: "one",
  title: "t",
  reason: "r",
  origin: "list.yaml:1:1",
  owner: "soc",
  rules: "all",
  workspaces: "all",
  active: true,
  expires: NOW,
  when: { field: "CommandLine", op: "contains", value: "cmd.exe" },
};
const event = { row: { CommandLine: "cmd.exe /c x" }, time: 0, derived: {} };
const ask = (own: Partial<IgnoreEntry>, now = NOW - 1) =>
  suppressor([{ ...entry, ...own }], { rule, workspace: WORKSPACE, now }, WINDOWS)([event]);

describe("an entry", () => {
  test("hides until it expires, to the millisecond, and then what returns says so", () => {
    expect(ask({}).suppressions).toHaveLength(1);
    const after = ask({}, NOW);
    expect([after.suppressions.length, after.kept.length, after.returned.get(event)?.id]).toEqual([
      0,
      1,
      "one",
    ]);
  });

  test("is for the workspaces that it names, by id or by name", () => {
    expect(ask({ workspaces: [WORKSPACE.id.toUpperCase()] }).suppressions).toHaveLength(1);
    expect(ask({ workspaces: [WORKSPACE.name] }).suppressions).toHaveLength(1);
    expect(ask({ workspaces: ["another"] })).toMatchObject({ suppressions: [], kept: [event] });
  });

  test("that expired is counted by the run, and named in the bookmark of what returned", async () => {
    const world = createWorld({
      tables: new Map([["WindowsEvent", [shell("2023-08-18T10:00:00Z")]]]),
      ignore: [entry],
    });
    const from = Date.parse("2023-08-18T00:00:00Z");
    const job = {
      rule,
      workspace: WORKSPACE,
      window: { from, to: from + DAY },
      known: "read" as const,
    };
    const { record } = await runJob(job, {
      ...world.ports,
      knowledge: { ...world.ports.knowledge, now: () => NOW },
    });
    expect(record).toMatchObject({ findings: 1, returned: { one: 1 }, suppressed: {} });
    const notes = String(bookmarks(world.resources)[0]!.properties["notes"]);
    expect(notes).toContain(
      "The ignore entry one (soc) would hide this; its last day was 2026-11-21.",
    );
  });
});

describe("what is said of expiry", () => {
  test.each([
    [-1, "expired at 2026-11-20T12:00Z and hides nothing"],
    [0, "expired at 2026-11-21T12:00Z and hides nothing"],
    [1, "soon: the entry one expires in 1 day, at"],
    [3, "soon: the entry one expires in 3 days, at"],
    [4, "the entry one expires in 4 days, at"],
    [14, "the entry one expires in 14 days, at"],
  ])("%i days from now: %s", (days, message) => {
    const [notice] = expiryNotices([{ ...entry, expires: NOW + days * DAY }], NOW);
    expect(notice!.message).toContain(message);
    expect(notice!.remedy).toBe("soc renews it with a new date, or removes it");
  });

  test("nothing of what is permanent, inactive, or far off", () => {
    const { expires: _, ...permanent } = entry;
    expect(
      expiryNotices(
        [permanent, { ...entry, active: false }, { ...entry, expires: NOW + 15 * DAY }],
        NOW,
      ),
    ).toEqual([]);
  });
});
