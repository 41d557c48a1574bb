// Prints the size of each package and of our own code in the function app's bundle, and the size of
// the packages in node_modules, from which an app without a bundle would load them.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const meta = JSON.parse(readFileSync("dist/app-meta.json", "utf8"));
const { inputs, bytes: total } = Object.values(meta.outputs).find(({ entryPoint }) => entryPoint);
const parts = new Map();
for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
  const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? "sentinel-hunts";
  parts.set(name, (parts.get(name) ?? 0) + bytesInOutput);
}
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const kilobytes = (bytes) => (bytes / 1024).toFixed(1).padStart(10);

process.stdout.write("package                             in bundle, KB  installed, KB\n");
for (const [name, bytes] of [...parts].sort(([, a], [, b]) => b - a)) {
  const own = name === manifest.name;
  const mark = own ? "" : name in manifest.dependencies ? " (direct)" : "";
  process.stdout.write(
    `${(name + mark).padEnd(38)}${kilobytes(bytes)}     ` +
      `${own ? "" : kilobytes(installed(join("node_modules", name)))}\n`,
  );
}
const unused = Object.keys(manifest.dependencies).filter((name) => !parts.has(name));
process.stdout.write(
  `${"in all".padEnd(38)}${kilobytes(total)}\nnot in the bundle, for the command line: ` +
    `${unused.join(", ")}\n`,
);

function installed(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? sum : sum + installed(path);
    return sum + statSync(path).size;
  }, 0);
}
