// Builds, in dist:
// - hunts.mjs: the command line; its packages stay in node_modules
// - query-thread.mjs: the thread in which it runs queries within a budget
// - app/main.cjs: the function app without rules, one bundle with its packages; app-meta.json lists
//   what is in it, and app/THIRD-PARTY-NOTICES.txt has the licences
// - build.json: the version, the commit and the digest of the rules that ship
// - known-hits.json: what the rules' hit cases find, so that the command line need not run them
// Then packages the app with the rules that ship.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { importSource } from "./import-source.mjs";
import { thirdPartyNotices } from "./third-party-notices.mjs";
import { withoutUnusedModels } from "./unused-models.mjs";
import { withoutUnusedOperations } from "./unused-operations.mjs";

const common = { bundle: true, platform: "node", target: "node20", logLevel: "warning" };

for (const [source, outfile] of [
  ["src/cli/hunts.ts", "dist/hunts.mjs"],
  ["src/cli/query/thread.ts", "dist/query-thread.mjs"],
])
  await build({
    ...common,
    entryPoints: [source],
    outfile,
    format: "esm",
    packages: "external",
    sourcemap: true,
  });

rmSync("dist/app", { recursive: true, force: true });
const { metafile } = await build({
  ...common,
  entryPoints: ["functions/main.ts"],
  outfile: "dist/app/main.cjs",
  format: "cjs",
  mainFields: ["module", "main"],
  external: ["@azure/functions-core"],
  plugins: [withoutUnusedOperations, withoutUnusedModels],
  minify: true,
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
});
mkdirSync("dist", { recursive: true });
writeFileSync("dist/app-meta.json", JSON.stringify(metafile));
writeFileSync("dist/app/THIRD-PARTY-NOTICES.txt", thirdPartyNotices(metafile));

const { hits, commit, rules } = await sourceValues();
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
writeFileSync("dist/known-hits.json", JSON.stringify(hits));
writeFileSync("dist/build.json", JSON.stringify({ version, commit, rules }));

// A problem that prevents packaging is printed and ends the build.
execFileSync(process.execPath, ["dist/hunts.mjs", "package"], {
  stdio: ["ignore", "pipe", "inherit"],
});

/**
 * What the rules' hit cases find, by rule, the commit of these sources, and the digest of the
 * rules.
 */
async function sourceValues() {
  const contents = `
    import { productCommit } from "./src/cli/git-commit.ts";
    import { hitRows } from "./src/cli/known-hits.ts";
    import { rulesDigest } from "./src/cli/rules-digest.ts";
    import { describeQuery } from "./src/kql/describe-query.ts";
    import { loadRules } from "./src/rules/load.ts";
    export const hits = await hitRows(loadRules(["rules"], describeQuery).rules, "rules/asim", {});
    export const commit = productCommit(".", ["src", "functions", "rules"]);
    export const rules = rulesDigest("rules");
  `;
  return importSource(contents);
}
