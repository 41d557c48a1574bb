import { build } from "esbuild";

/** What a TypeScript module, given as text that imports from the project's root, exports. */
export async function importSource(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: "." },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "warning",
    write: false,
  });
  const banner = 'import { createRequire } from "node:module"; const require = createRequire("file:///");';
  return import(`data:text/javascript;base64,${Buffer.from(banner + outputFiles[0].text).toString("base64")}`);
}
