// Writes rules/rule.schema.json from the zod schema, for editors. `--check` only says whether it is current.
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const PATH = "rules/rule.schema.json";
const { outputFiles } = await build({
  stdin: {
    contents:
      'import * as z from "zod"; import { ruleSchema } from "./src/rules/schema.ts"; export const schema = z.toJSONSchema(ruleSchema, { io: "input" });',
    resolveDir: ".",
  },
  bundle: true,
  platform: "node",
  format: "esm",
  write: false,
});
const { schema } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
const text = `${JSON.stringify(schema, undefined, 2)}\n`;
if (!process.argv.includes("--check")) writeFileSync(PATH, text);
else if (readFileSync(PATH, "utf8") !== text) {
  process.stderr.write(`${PATH} is not current; run npm run schema\n`);
  process.exitCode = 1;
}
