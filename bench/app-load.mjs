// Measures how long the worker takes to load the function app before its functions are registered:
// as a bundle, with its packages in node_modules (both without rules), and, for comparison, an app
// that registers one empty timer. The handlers are loaded by the first call; "with its handlers" is
// the bundle when they are loaded at once. They take turns. Prints medians with ranges, and each
// relative to the empty app. Goal for the bundle: at most 5 times the empty app.
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { build } from "esbuild";
import { withoutUnusedModels } from "../scripts/unused-models.mjs";
import { withoutUnusedOperations } from "../scripts/unused-operations.mjs";
import { median } from "./median.mjs";

const TURNS = 15;
const FOLDER = "dist/bench";
const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  mainFields: ["module", "main"],
  logLevel: "warning",
};

mkdirSync(FOLDER, { recursive: true });
const empty =
  'import { app } from "@azure/functions"; app.timer("empty", { schedule: "0 0 0 1 1 *", ' +
  "handler: async () => {} });";
await build({
  ...common,
  stdin: { contents: empty, resolveDir: "." },
  outfile: `${FOLDER}/empty.cjs`,
  external: ["@azure/functions-core"],
  minify: true,
});
await build({
  ...common,
  stdin: {
    contents: 'import "./functions/main.ts"; import "./functions/handlers.ts";',
    resolveDir: ".",
  },
  outfile: `${FOLDER}/handlers.cjs`,
  external: ["@azure/functions-core"],
  plugins: [withoutUnusedOperations, withoutUnusedModels],
  minify: true,
  keepNames: true,
});
await build({
  ...common,
  entryPoints: ["functions/main.ts"],
  outfile: `${FOLDER}/unbundled.cjs`,
  packages: "external",
});

const apps = {
  "empty app": `${FOLDER}/empty.cjs`,
  bundle: "dist/deploy/main.cjs",
  "with its handlers": `${FOLDER}/handlers.cjs`,
  "packages apart": `${FOLDER}/unbundled.cjs`,
};
const times = Object.fromEntries(Object.keys(apps).map((name) => [name, []]));
for (let turn = 0; turn < TURNS; turn += 1)
  for (const [name, path] of Object.entries(apps)) times[name].push(loadTime(path));

process.stdout.write(`node ${process.version}, ${TURNS} turns, ms\n`);
process.stdout.write("app                median       range   x empty   size KB\n");
const base = median(times["empty app"]);
for (const [name, path] of Object.entries(apps)) {
  const [low, high] = [Math.min(...times[name]), Math.max(...times[name])];
  const cells = [
    median(times[name]).toFixed(0).padStart(6),
    `${low.toFixed(0)}-${high.toFixed(0)}`.padStart(11),
  ];
  cells.push(
    (median(times[name]) / base).toFixed(2).padStart(9),
    (statSync(path).size / 1024).toFixed(0).padStart(9),
  );
  process.stdout.write(`${name.padEnd(18)} ${cells.join(" ")}\n`);
}
const limit = 5 * base;
process.stdout.write(
  `goal for the bundle: at most ${limit.toFixed(0)} ms; ` +
    `${median(times.bundle) <= limit ? "met" : "missed"}\n`,
);

/** How long a new process takes to require it, ms. */
function loadTime(path) {
  const script =
    `const from = performance.now(); require("./${path}"); ` +
    "process.stdout.write(String(performance.now() - from)); process.exit();";
  return Number(
    execFileSync(process.execPath, ["-e", script], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
}
