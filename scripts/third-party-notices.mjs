import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const RULER = "-".repeat(80);

/**
 * The licences of the packages in a bundle, as text: the licences require that they accompany it.
 * @param {{ inputs: Record<string, unknown> }} metafile esbuild's list of what is in the bundle
 * @returns {string}
 */
export function thirdPartyNotices({ inputs }) {
  const folders = [...new Set(Object.keys(inputs).flatMap(packageFolder))];
  const texts = new Set(folders.map(noticeOf));
  return ["main.cjs contains the packages below.", ...[...texts].sort()].join(`\n\n${RULER}\n\n`);
}

function packageFolder(path) {
  return /^.*\bnode_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [];
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e(\.|$)/i.test(one));
  const text = file
    ? readFileSync(join(folder, file), "utf8").trim()
    : "The package brings no licence text.";
  return `${name} ${version}, ${license}\n\n${text}`;
}
