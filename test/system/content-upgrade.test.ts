import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { AppContent } from "../../src/rules/app-content.ts";
import { ROOT, temporary } from "./cli.ts";

const PRODUCT = "node_modules/sentinel-hunts";

/**
 * A repository of a SOC: what npm would install of this product and its packages, and rules and
 * lists of its own.
 */
function socRepository(): string {
  const folder = temporary();
  const [{ filename }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
      cwd: ROOT,
      encoding: "utf8",
    }),
  ) as [{ filename: string }];
  execFileSync("tar", ["-xzf", filename], { cwd: folder });
  mkdirSync(join(folder, "node_modules"));
  for (const name of readdirSync(join(ROOT, "node_modules")).filter((one) => !one.startsWith(".")))
    symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
  renameSync(join(folder, "package"), join(folder, PRODUCT));
  cpSync(join(ROOT, "rules/rundll32-command-shell"), join(folder, "soc/own-shell"), {
    recursive: true,
  });
  const rule = join(folder, "soc/own-shell/rule.yaml");
  writeFileSync(rule, readFileSync(rule, "utf8").replace(/^id: [0-9a-f]{8}/m, "id: aaaaaaaa"));
  mkdirSync(join(folder, "soc/ignore-lists"));
  writeFileSync(
    join(folder, "soc/ignore-lists/agent.yaml"),
    `entries:
  - id: own-agent
    title: Our agent
    reason: It starts a shell each night.
    owner: soc
    permanent: true
    rules: [own-shell, rundll32-command-shell]
    when: { field: ParentRundll32Module, op: equals, value: 'C:\\Program Files\\Agent\\agent.dll' }
`,
  );
  return folder;
}

/** A newer version: its number, and a shipped rule with another name. */
function upgrade(folder: string): void {
  const change = (path: string, from: RegExp, to: string) => {
    const file = join(folder, PRODUCT, path);
    const text = readFileSync(file, "utf8");
    expect(text).toMatch(from);
    writeFileSync(file, text.replace(from, to));
  };
  change("package.json", /"version": "[^"]*"/, '"version": "9.0.0"');
  change("dist/build.json", /"version":"[^"]*"/, '"version":"9.0.0"');
  change("rules/rundll32-lolbin/rule.yaml", /^name: .*$/m, "name: A better hunt");
}

function pack(folder: string, ...content: string[]): AppContent {
  execFileSync(process.execPath, [join(PRODUCT, "dist/hunts.mjs"), "package", ...content], {
    cwd: folder,
  });
  return JSON.parse(readFileSync(join(folder, "dist/deploy/content.json"), "utf8")) as AppContent;
}

/** What every file below a folder is, by path. */
function digests(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((file) => join(file.parentPath ?? file.path, file.name)).sort();
  return Object.fromEntries(
    paths.map((path) => [path, createHash("sha256").update(readFileSync(path)).digest("hex")]),
  );
}

test("content of a repository of its own is packed with the installed product, and an upgrade leaves it byte-equal", () => {
  const folder = socRepository();
  const own = digests(join(folder, "soc"));
  const before = pack(folder, "--content", "soc");
  upgrade(folder);
  const after = pack(folder, "--content", "soc");
  expect(digests(join(folder, "soc"))).toEqual(own);
  const ruleOf = ({ rules }: AppContent, slug: string) => rules.find((rule) => rule.slug === slug);
  const entryOf = ({ entries }: AppContent) => entries.find(({ id }) => id === "own-agent");
  expect(ruleOf(before, "own-shell")).toMatchObject({
    slug: "own-shell",
    id: expect.stringMatching(/^aaaaaaaa-/),
  });
  expect(ruleOf(after, "own-shell")).toEqual(ruleOf(before, "own-shell"));
  expect(entryOf(before)).toBeDefined();
  expect(entryOf(after)).toEqual(entryOf(before));
  expect(ruleOf(after, "rundll32-lolbin")).toEqual({
    ...ruleOf(before, "rundll32-lolbin"),
    name: "A better hunt",
  });
  expect([before.built.version, after.built.version]).toEqual([
    expect.not.stringMatching("9.0.0"),
    "9.0.0",
  ]);
  expect(after.built.content.digest).not.toBe(before.built.content.digest);
});

test("what ships is of the commit that the product was built of, until somebody changes a rule of it", () => {
  const folder = socRepository();
  const record = join(folder, PRODUCT, "dist/build.json");
  writeFileSync(
    record,
    JSON.stringify({ ...JSON.parse(readFileSync(record, "utf8")), commit: "0123456789ab" }),
  );
  expect(pack(folder).built).toMatchObject({
    commit: "0123456789ab",
    content: { commit: "0123456789ab" },
  });
  expect(pack(folder, "--content", "soc").built).toMatchObject({
    commit: "0123456789ab",
    content: { commit: "unknown" },
  });
  const rule = join(folder, PRODUCT, "rules/rundll32-lolbin/rule.yaml");
  writeFileSync(rule, readFileSync(rule, "utf8").replace(/^name: .*$/m, "name: Ours"));
  expect(pack(folder).built).toMatchObject({
    commit: "0123456789ab+changes",
    content: { commit: "0123456789ab+changes" },
  });
  expect(pack(folder, "--content", "soc").built).toMatchObject({
    commit: "0123456789ab+changes",
    content: { commit: "unknown" },
  });
});
