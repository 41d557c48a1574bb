import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LOCAL_WORKSPACE } from "../../src/cli/local-workspace.ts";
import { SETTING_NAMES } from "../../src/settings/names.ts";
import { EXAMPLE_LANES, localSettings, settingsPage } from "../../src/settings/reference.ts";
import { readSettings } from "../../src/settings/settings.ts";
import { RULES } from "../harness.ts";

test("docs/settings.md and local.settings.json.example are what the schema gives (npm run reference)", () => {
  expect(readFileSync(join(RULES, "..", "docs/settings.md"), "utf8")).toBe(settingsPage());
  expect(readFileSync(join(RULES, "..", "local.settings.json.example"), "utf8")).toBe(
    localSettings(LOCAL_WORKSPACE),
  );
});

test("every setting has a meaning on the page", () => {
  for (const name of SETTING_NAMES)
    expect(settingsPage()).toMatch(new RegExp(`\\| \`${name}\` +\\| \\S`));
});

test("the example settings are good ones", () => {
  const { Values } = JSON.parse(localSettings(LOCAL_WORKSPACE)) as {
    Values: Record<string, string>;
  };
  expect(readSettings(Values)).toMatchObject({
    settings: { emulator: "http://127.0.0.1:8787", lanes: [{ workspaces: [LOCAL_WORKSPACE] }] },
  });
});

test("the example of WORKSPACES is a good one", () => {
  expect(readSettings({ WORKSPACES: EXAMPLE_LANES })).toMatchObject({
    settings: { lanes: [{ name: "Europe" }, { name: "Subsidiary" }] },
  });
});
