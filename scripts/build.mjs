// Builds, in dist:
// - hunts.mjs: the command line; its packages stay in node_modules
// - query-thread.mjs: the thread in which it runs queries within a budget
// - github-action.mjs: what action.yml runs
// - cli: the modules of all three, each loaded by the first command that needs it
// - app/main.cjs: the function app without rules, one bundle with its packages; app-meta.json lists
//   what is in it, and app/THIRD-PARTY-NOTICES.txt has the licences
// - build.json: the version, the commit and the digest of the rules that ship
// - answers.json: what Microsoft's language service says about the rules that ship, so that the
//   command line does not have to load it to run them
// - known-hits.json: what the rules' hit cases find, so that the command line need not run them
// Then packages the app with the rules that ship.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { importSource } from "./import-source.mjs";
import { thirdPartyNotices } from "./third-party-notices.mjs";
import { withoutUnusedModels } from "./unused-models.mjs";
import { withoutUnusedOperations } from "./unused-operations.mjs";

const common = { bundle: true, platform: "node", target: "node20", logLevel: "warning" };

// First: if this fails, dist keeps the command line of the last build and what belongs to it.
const { answers, hits, commit, rules } = await sourceValues();
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
writeJson("answers", answers);
writeJson("known-hits", hits);
writeJson("build", { version, commit, rules });

const { metafile: commandLine } = await build({
  ...common,
  entryPoints: {
    hunts: "src/cli/hunts.ts",
    "query-thread": "src/cli/query/thread.ts",
    "github-action": "src/cli/github/action.ts",
  },
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  splitting: true,
  chunkNames: "cli/[name]-[hash]",
  format: "esm",
  packages: "external",
  sourcemap: true,
  metafile: true,
});
for (const file of readdirSync("dist/cli"))
  if (!(`dist/cli/${file}` in commandLine.outputs)) rmSync(`dist/cli/${file}`);

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
writeJson("app-meta", metafile);
writeFileSync("dist/app/THIRD-PARTY-NOTICES.txt", thirdPartyNotices(metafile));

// A problem that prevents packaging is printed and ends the build.
execFileSync(process.execPath, ["dist/hunts.mjs", "package"], {
  stdio: ["ignore", "pipe", "inherit"],
});

/** Replaces a file of dist as a whole: a command that runs meanwhile reads the old or the new. */
function writeJson(name, value) {
  writeFileSync(`dist/${name}.json.part`, JSON.stringify(value));
  renameSync(`dist/${name}.json.part`, `dist/${name}.json`);
}

/**
 * What the language service answers, what the rules' hit cases find, the commit of these sources,
 * and the digest of the rules.
 */
async function sourceValues() {
  const contents = `
    import { productCommit } from "./src/cli/git-commit.ts";
    import { recordShipped } from "./src/cli/record-shipped.ts";
    import { hitRows } from "./src/cli/known-hits.ts";
    import { rulesDigest } from "./src/cli/rules-digest.ts";
    import { withParsers } from "./src/cli/declared.ts";
    import { ruleLanguage } from "./src/cli/language.ts";
    import { loadRules } from "./src/rules/load.ts";
    export const answers = await recordShipped();
    export const hits = await hitRows(
      loadRules(["rules"], ruleLanguage("rules/asim")).rules,
      withParsers("rules/asim"),
      {},
    );
    export const commit = productCommit(".", ["src", "functions", "rules"]);
    export const rules = rulesDigest("rules");
  `;
  return importSource(contents);
}
