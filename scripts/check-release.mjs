// Checks that a release's tag, package.json, package-lock.json and the changelog name the same
// version: node scripts/check-release.mjs v1.2.3
import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = (file) => readFileSync(join(import.meta.dirname, "..", file), "utf8");
const [tag = ""] = process.argv.slice(2);
const { version } = JSON.parse(read("package.json"));
const wrong = [
  ...(tag === `v${version}`
    ? []
    : [`the tag is ${tag || "missing"}, package.json says ${version}`]),
  ...(JSON.parse(read("package-lock.json")).version === version
    ? []
    : ["package-lock.json names another version; run npm install"]),
  ...(new RegExp(`^## ${version.replaceAll(".", "\\.")} - \\d{4}-\\d\\d-\\d\\d$`, "m").test(
    read("CHANGELOG.md"),
  )
    ? []
    : [`CHANGELOG.md has no heading "## ${version} - <date>"`]),
];
for (const line of wrong) process.stderr.write(`${line}\n`);
process.exitCode = wrong.length > 0 ? 1 : 0;
