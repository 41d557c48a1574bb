import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Imports a TypeScript module given as text, whose imports are relative to the project's root. */
export async function importSource(contents) {
  const outfile = `dist/.source-${createHash("sha256").update(contents).digest("hex").slice(0, 12)}.mjs`;
  const stdin = { contents, resolveDir: "." };
  await build({
    stdin,
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  });
  return import(pathToFileURL(resolve(outfile)).href);
}
