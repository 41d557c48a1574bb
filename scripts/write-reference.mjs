// Writes the files that are derived from the zod schemas: rules/*.schema.json for editors,
// docs/settings.md, local.settings.json.example, and the settings' lines in infra/ and the deploy
// workflow; infra/findings-table.json, which is derived from the rules that ship; and docs/kql.md with
// test/kql/known-gaps.txt, for which the local KQL engine is tried (20 s). Tests check that they are
// current.
import { readFileSync, writeFileSync } from "node:fs";
import { importSource } from "./import-source.mjs";

const { files, DEPLOYMENT_FILES, withSettingLines } = await importSource(`
  import { findingsTableFile } from "./src/cli/findings-table-file.ts";
  import { jsonSchemas } from "./src/cli/json-schemas.ts";
  import { LOCAL_WORKSPACE } from "./src/cli/local-workspace.ts";
  import { PARSERS_FOLDER, RULES_FOLDER } from "./src/cli/paths.ts";
  import { ruleLanguage } from "./src/cli/language.ts";
  import { probeKusto } from "./src/kql/support/support.ts";
  import { gapLines, supportPage } from "./src/kql/support/support-page.ts";
  import { loadRules } from "./src/rules/load.ts";
  import { localSettings, settingsPage } from "./src/settings/reference.ts";
  export { DEPLOYMENT_FILES, withSettingLines } from "./src/settings/deployment.ts";
  const support = probeKusto();
  export const files = {
    ...Object.fromEntries(Object.entries(jsonSchemas()).map(([path, schema]) => [path, JSON.stringify(schema, undefined, 2) + "\\n"])),
    "docs/kql.md": supportPage(support),
    "test/kql/known-gaps.txt": gapLines(support),
    "docs/settings.md": settingsPage(),
    "infra/findings-table.json": findingsTableFile(loadRules([RULES_FOLDER], ruleLanguage(PARSERS_FOLDER)).rules.map(({ rule }) => rule)),
    "local.settings.json.example": localSettings(LOCAL_WORKSPACE),
  };
`);
for (const [path, text] of Object.entries(files)) writeFileSync(path, text);
for (const path of DEPLOYMENT_FILES)
  writeFileSync(path, withSettingLines(path, readFileSync(path, "utf8")));
