// Writes what is derived from the zod schemas: rules/rule.schema.json for editors, docs/settings.md, local.settings.json.example.
// The tests say whether they are current.
import { writeFileSync } from "node:fs";
import { importSource } from "./import-source.mjs";

const { files } = await importSource(`
  import * as z from "zod";
  import { LOCAL_WORKSPACE } from "./src/cli/local-workspace.ts";
  import { ruleSchema } from "./src/rules/schema.ts";
  import { localSettings, settingsPage } from "./src/settings/reference.ts";
  export const files = {
    "rules/rule.schema.json": JSON.stringify(z.toJSONSchema(ruleSchema, { io: "input" }), undefined, 2) + "\\n",
    "docs/settings.md": settingsPage(),
    "local.settings.json.example": localSettings(LOCAL_WORKSPACE),
  };
`);
for (const [path, text] of Object.entries(files)) writeFileSync(path, text);
