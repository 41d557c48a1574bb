// Writes what is derived from the zod schemas: rules/rule.schema.json for editors, docs/settings.md, local.settings.json.example.
// The tests say whether they are current.
import { writeFileSync } from "node:fs";
import { build } from "esbuild";

const { outputFiles } = await build({
  stdin: {
    contents: `
      import * as z from "zod";
      import { LOCAL_WORKSPACE } from "./src/cli/local-workspace.ts";
      import { ruleSchema } from "./src/rules/schema.ts";
      import { localSettings, settingsPage } from "./src/settings/reference.ts";
      export const files = {
        "rules/rule.schema.json": JSON.stringify(z.toJSONSchema(ruleSchema, { io: "input" }), undefined, 2) + "\\n",
        "docs/settings.md": settingsPage(),
        "local.settings.json.example": localSettings(LOCAL_WORKSPACE),
      };`,
    resolveDir: ".",
  },
  bundle: true,
  platform: "node",
  format: "esm",
  write: false,
});
const { files } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
for (const [path, text] of Object.entries(files)) writeFileSync(path, text);
