// Builds bench/calls.ts and runs it.
import { build } from "esbuild";

const outfile = "dist/calls.mjs";
await build({
  entryPoints: ["bench/calls.ts"],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  logLevel: "warning",
});
await import(`../${outfile}`);
