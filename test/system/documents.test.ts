import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { hunts, ROOT, temporary } from "./cli.ts";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CHANGELOG.md",
  ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`),
].filter((path) => path.endsWith(".md"));

/**
 * Paths of the project in backticks: whatever begins with one of its folders, without placeholders.
 */
function pathsIn(text: string): string[] {
  const named = [...text.matchAll(/`([^`\s]+)`/g)].map(([, path]) => path!);
  return [...new Set(named)].filter((path) =>
    /^(src|test|docs|rules|functions|infra|scripts|bench|samples|\.github|\.devcontainer)\//.test(
      path,
    ),
  );
}

describe.each(pages)("%s", (page) => {
  test("names files that are there", () => {
    const lost = pathsIn(read(page)).filter(
      (path) => !/[<>*{}…]|NAME/.test(path) && !existsSync(join(ROOT, path)),
    );
    expect(lost).toEqual([]);
  });

  test("its links to other pages lead somewhere", () => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(
      ([, path]) => path!,
    );
    expect(links.filter((path) => !existsSync(join(ROOT, dirname(page), path)))).toEqual([]);
  });
});

describe("CONTRIBUTING.md", () => {
  test("has a sentence for every folder of the code", () => {
    const folders = readdirSync(join(ROOT, "src")).map((name) => `\`src/${name}/\``);
    expect(folders.filter((folder) => !read("CONTRIBUTING.md").includes(folder))).toEqual([]);
  });

  test("names the lists that a new part is added to", () => {
    for (const [, name, path] of read("CONTRIBUTING.md").matchAll(/`([A-Z_]{4,})` in `([^`]+)`/g))
      expect(read(path!)).toContain(`const ${name}`);
  });
});

test("README shows what hunts new rule prints", async () => {
  const folder = temporary();
  const { out } = await hunts(["new", "rule", "certutil-download", "--content", folder]);
  expect(read("README.md")).toContain(out.replaceAll(folder, "soc").trim());
});

test("README shows what hunts check, test and ignore attack print", async () => {
  const readme = read("README.md");
  const shown = [
    await hunts(["check"]),
    await hunts(["test"]),
    await hunts(
      [
        "ignore",
        "attack",
        "lock-workstation",
        "faithful-seed-exclusions",
        "IGNORE_COMMAND_LINES#1",
      ],
      {
        IGNORE_COMMAND_LINES: "payload.dll",
      },
    ),
  ];
  for (const { out } of shown) expect(readme).toContain(out.trim());
});
