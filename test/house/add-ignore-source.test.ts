import { expect, test, vi } from "vitest";
import { fromAppSettings } from "../../src/ignore-lists/app-settings.ts";
import { ignoreList } from "../../src/ignore-lists/index.ts";
import type { Source } from "../../src/ignore-lists/sources.ts";
import { bookmarks } from "../harness.ts";
import { changedRule, runOverOneFinding } from "./changed-rule.ts";

const SETTING = "HUNT_BUILD_ACCOUNTS";

/** Adds one line to the list of sources, and changes no other code. */
vi.mock(import("../../src/ignore-lists/sources.ts"), async (original) => {
  const { SOURCES } = await original();
  const { readEntry } = await import("../../src/ignore-lists/entry.ts");
  const { together } = await import("../../src/ignore-lists/together.ts");
  const fromAccounts: Source = (settings, slugs) =>
    together(
      (settings[SETTING] ?? "")
        .split(";")
        .filter((account) => account !== "")
        .map((account, index) =>
          readEntry(
            {
              id: `build-account-${index + 1}`,
              title: account,
              reason: "builds software",
              owner: "soc@example.com",
              permanent: true,
              rules: "all",
              when: {
                all: [
                  { field: "User", op: "equals", value: account },
                  { field: "CommandLine", op: "contains", value: "cmd.exe /c 2023-08-18T10" },
                ],
              },
            },
            { origin: SETTING, at: () => SETTING },
            slugs,
          ),
        ),
    );
  return { SOURCES: [...SOURCES, fromAccounts] };
});

const given = (value: string) => ({
  settings: { [SETTING]: value },
  slugs: ["rundll32-command-shell"],
  strict: false,
});

test("an ignore source is one file and one line: the app and the command line have its entries", () => {
  const entries = [{ id: "build-account-1", origin: SETTING, title: "LAB\\alex" }];
  expect(fromAppSettings(given("LAB\\alex"))).toMatchObject({ entries, problems: [] });
  expect(ignoreList({ ...given("LAB\\alex"), folders: [] })).toMatchObject({
    entries,
    problems: [],
  });
});

test("an event that one of them names is hidden, and counted under its id", async () => {
  const { rule } = changedRule(() => ({}));
  const { entries } = fromAppSettings(given("LAB\\alex;LAB\\other"));
  const { world, outcomes } = await runOverOneFinding(rule!, { ignore: entries });
  expect(bookmarks(world.resources)).toEqual([]);
  expect(outcomes[0]!.record).toMatchObject({
    findings: 0,
    suppressed: { "build-account-1": 1 },
  });
  const without = await runOverOneFinding(rule!, { ignore: fromAppSettings(given("")).entries });
  expect(bookmarks(without.world.resources)).toHaveLength(1);
});
