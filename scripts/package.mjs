// Packs what a function app is deployed with (dist/app.zip, and as a folder for azd dist/deploy): host.json, the bundle with its source map, and a package.json
// that names it. The bytes depend on the sources alone: not on the folder, the clock, the time zone or the umask.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { zipSync } from "fflate";

const { name, version, license } = JSON.parse(readFileSync("package.json", "utf8"));
const manifest = { name, version, license, private: true, main: "main.cjs" };
const files = {
  "host.json": readFileSync("host.json"),
  "main.cjs": readFileSync("dist/app/main.cjs"),
  "main.cjs.map": readFileSync("dist/app/main.cjs.map"),
  "package.json": Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`),
};
/** A zip holds local time: this one reads the same in every zone. Unix, readable by all. */
const entry = { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o100644 << 16, level: 9 };
const zip = zipSync(Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, [bytes, entry]])));
writeFileSync("dist/app.zip", zip);
rmSync("dist/deploy", { recursive: true, force: true });
mkdirSync("dist/deploy", { recursive: true });
for (const [path, bytes] of Object.entries(files)) writeFileSync(`dist/deploy/${path}`, bytes);

const kilobytes = (bytes) => `${Math.ceil(bytes / 1024)} KB`.padStart(8);
for (const [path, bytes] of Object.entries(files)) process.stdout.write(`${path.padEnd(14)}${kilobytes(bytes.length)}\n`);
process.stdout.write(`${"dist/app.zip".padEnd(14)}${kilobytes(zip.length)}\n`);

// What the build left out is deployed with nobody's knowledge otherwise.
const problems = JSON.parse(readFileSync("dist/app/problems.json", "utf8"));
for (const { where, message, remedy } of problems) process.stderr.write(`not in dist/app.zip: ${where}: ${message}; ${remedy}\n`);
if (problems.length > 0) process.exitCode = 1;
