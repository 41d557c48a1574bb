// Builds the command line (dist/hunts.mjs; packages stay in node_modules) and the function app (dist/app/main.cjs; one
// bundle with its packages and the compiled rules in it, and dist/app/meta.json that says what is in it). What the rules' hit
// cases find is in both: dist/known-hits.json, which saves the command line asking them again, and in the bundle.
import { mkdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { gzipSync } from "fflate";
import { importSource } from "./import-source.mjs";

const common = { bundle: true, platform: "node", target: "node20", logLevel: "warning" };

await build({
  ...common,
  entryPoints: ["src/cli/hunts.ts"],
  outfile: "dist/hunts.mjs",
  format: "esm",
  packages: "external",
  sourcemap: true,
});

const content = await compiledContent();
for (const { where, message, remedy } of content.problems) process.stderr.write(`${where}: ${message}; ${remedy}\n`);
const hits = await knownHits();
writeFileSync("dist/known-hits.json", JSON.stringify(hits));

const { metafile } = await build({
  ...common,
  entryPoints: ["functions/main.ts"],
  outfile: "dist/app/main.cjs",
  format: "cjs",
  mainFields: ["module", "main"],
  external: ["@azure/functions-core"],
  define: { COMPILED_CONTENT: JSON.stringify({ ...content, packedHits: packed(rowsOf(hits)) }) },
  minify: true,
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
});
mkdirSync("dist/app", { recursive: true });
writeFileSync("dist/app/meta.json", JSON.stringify(metafile));
writeFileSync("dist/app/problems.json", JSON.stringify(content.problems));

/** Rules and shipped ignore entries, and what is wrong with those that are left out: the app's health says it too. */
async function compiledContent() {
  const contents = `
    import { KNOWN_TABLES } from "./src/emulator/schemas.ts";
    import { workspaceOf } from "./src/emulator/workspace.ts";
    import { fromFiles } from "./src/ignore-lists/file.ts";
    import { describeQuery } from "./src/kql/describe-query.ts";
    import { compileContent } from "./src/rules/compile.ts";
    import { DERIVED_COLUMNS } from "./src/windows/derive.ts";
    const { engine, problems } = workspaceOf(new Map(KNOWN_TABLES.map((name) => [name, []])), "rules/asim");
    const compiled = compileContent("rules", {
      describe: describeQuery, bind: engine.bind, derived: DERIVED_COLUMNS, readEntries: fromFiles,
    });
    export const content = { ...compiled, problems: [...problems, ...compiled.problems] };
  `;
  return (await importSource(contents)).content;
}

/** What the rules' hit cases find, by rule. */
async function knownHits() {
  const contents = `
    import { hitRows } from "./src/cli/known-hits.ts";
    import { describeQuery } from "./src/kql/describe-query.ts";
    import { loadRules } from "./src/rules/load.ts";
    export const hits = await hitRows(loadRules("rules", describeQuery).rules, "rules", {});
  `;
  return (await importSource(contents)).hits;
}

/** By a packer of our own choice, and without the time: the same bytes with every version of Node.js. */
function packed(value) {
  const bytes = gzipSync(Buffer.from(JSON.stringify(value)), { level: 9, mtime: 0 });
  return Buffer.from(bytes).toString("base64");
}

function rowsOf(hits) {
  return Object.fromEntries(Object.entries(hits).map(([slug, { rows }]) => [slug, rows]));
}
