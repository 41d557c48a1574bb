import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { DEPLOYMENT_FILES, withSettingLines } from "../../src/settings/deployment.ts";
import { settingsPage } from "../../src/settings/reference.ts";
import { readSettings } from "../../src/settings/settings.ts";

/** Adds one entry to the table, and changes no other code. */
vi.mock(import("../../src/settings/table.ts"), async (original) => {
  const table = await original();
  const quiet = {
    name: "HUNT_QUIET",
    words: ["nights", "weekends"],
    schema: z.enum(["nights", "weekends"]).default("nights"),
    meaning: "When the hunts' timers rest",
    deployed: { by: "variable" },
  };
  return { ...table, SETTINGS: { ...table.SETTINGS, quiet } };
});

const ROOT = join(import.meta.dirname, "../..");

describe("a setting is one entry of the table", () => {
  test("which reaches the program by its property", () => {
    expect(readSettings({})).toMatchObject({ settings: { quiet: "nights", dryRun: false } });
    expect(readSettings({ HUNT_QUIET: ' "weekends" ' })).toMatchObject({
      settings: { quiet: "weekends" },
    });
  });

  test("is checked, and known where it is misspelt", () => {
    const said = (environment: Record<string, string>) => {
      const read = readSettings(environment);
      return "problems" in read
        ? read.problems.map((one) => `${one.where}: ${one.message}; ${one.remedy}`)
        : [];
    };
    expect(said({ HUNT_QUIET: "weekend" })).toEqual([
      'HUNT_QUIET: "weekend": must be one of nights, weekends; did you mean weekends?; ' +
        "correct the app setting (docs/settings.md lists them)",
    ]);
    expect(said({ HUNT_QUITE: "nights" })).toEqual([
      expect.stringContaining("did you mean HUNT_QUIET?"),
    ]);
  });

  test("is on the page of settings", () => {
    expect(settingsPage()).toMatch(/\| `HUNT_QUIET` +\| When the hunts' timers rest +\| `nights` /);
  });

  test.each(DEPLOYMENT_FILES)("and has its line in %s", (file) => {
    const before = readFileSync(join(ROOT, file), "utf8");
    const after = withSettingLines(file, before);
    const added = after.split("\n").filter((line) => !before.split("\n").includes(line));
    expect(added.join("\n")).toContain("HUNT_QUIET");
    expect(added.length).toBe(file.endsWith("types.bicep") ? 2 : 1);
    if (file.endsWith("types.bicep"))
      expect(added).toEqual([
        "  @description('When the hunts\\' timers rest')",
        "  HUNT_QUIET: ('' | 'nights' | 'weekends')?",
      ]);
  });
});
