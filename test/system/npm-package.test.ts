import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ROOT, temporary } from "./cli.ts";

/** Real npm, without a network; on Windows it is a script that a shell must start. */
function npm(args: readonly string[], cwd: string): string {
  return execFileSync("npm", args, {
    cwd,
    encoding: "utf8",
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

const project = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  version: string;
  files: string[];
};

/** What `npm publish` would send, without building again. */
function packInto(folder: string): { readonly tarball: string; readonly files: readonly string[] } {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const [{ filename, files }] = JSON.parse(npm(args, ROOT)) as [
    { filename: string; files: { path: string }[] },
  ];
  return { tarball: filename, files: files.map(({ path }) => path) };
}

/**
 * What npm would download: the packages that are not for development, as they are installed here.
 */
function copyPackages(folder: string): void {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, { dev?: boolean }>;
  };
  for (const [path, { dev }] of Object.entries(lock.packages))
    if (/^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !dev && existsSync(join(ROOT, path))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    }
}

const folder = temporary();
let packed: ReturnType<typeof packInto>;
beforeAll(() => {
  packed = packInto(folder);
  copyPackages(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  // npm checks that what lies there satisfies the dependencies, and removes what none of them asks
  // for.
  npm(["install", "--offline", "--no-audit", "--no-fund", `./${packed.tarball}`], folder);
});
const installed = (path: string) => join(folder, "node_modules/sentinel-hunts", path);

describe("the package that npm publishes, installed in an empty folder", () => {
  test("holds what runs, its content, deployment and documents; no sources and no tests", () => {
    expect([...new Set(packed.files.map((path) => path.split("/")[0]))].sort()).toEqual(
      [
        ...new Set([
          ...project.files.map((path) => path.split("/")[0]),
          "LICENSE",
          "README.md",
          "package.json",
        ]),
      ].sort(),
    );
    expect(
      packed.files.filter((path) => !path.startsWith("dist/") && /\.(ts|mjs|cjs)$/.test(path)),
    ).toEqual([]);
    for (const path of project.files) expect(existsSync(installed(path))).toBe(true);
  });

  test("names no path of this machine", () => {
    const texts = packed.files.filter((path) => !path.endsWith(".gz"));
    expect(texts.filter((path) => readFileSync(installed(path), "utf8").includes(ROOT))).toEqual(
      [],
    );
  });

  test("has the licence of every package in the function app's bundle", () => {
    const { inputs } = JSON.parse(readFileSync(join(ROOT, "dist/app-meta.json"), "utf8")) as {
      inputs: Record<string, unknown>;
    };
    const names = new Set(
      Object.keys(inputs).flatMap(
        (path) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
      ),
    );
    const notices = readFileSync(installed("dist/app/THIRD-PARTY-NOTICES.txt"), "utf8").split(
      /\n-{80}\n\n/,
    );
    expect(names.size).toBeGreaterThan(40);
    for (const name of names) {
      const own = notices.filter((notice) => notice.startsWith(`${name} `));
      expect(own, name).not.toEqual([]);
      for (const notice of own) expect(notice).toMatch(/^\S+ \d+\.\d+\.\d+\S*, \S+\n\n\S/);
    }
  });

  test("npx runs it by the package's name: the first command of the README", () => {
    const version = npm(["exec", "--offline", "--no", "--", "sentinel-hunts", "--version"], folder);
    expect(version).toBe(`${project.version}\n`);
    const out = npm(["exec", "--offline", "--no", "--", "sentinel-hunts", "run"], folder);
    expect(readFileSync(join(ROOT, "README.md"), "utf8")).toContain(out.trim());
    expect(readdirSync(join(folder, "out"))).toEqual(
      expect.arrayContaining(["report.html", "ledger.json", "resources.jsonl"]),
    );
  });

  test("makes a rule in a folder of one's own, never in the package", () => {
    const newRule = (...options: string[]) =>
      npm(
        ["exec", "--offline", "--no", "--", "hunts", "new", "rule", "own-hunt", ...options],
        folder,
      );
    expect(() => newRule()).toThrow(
      "the rules that ship are part of the installed package; name a folder of your own: npx hunts new rule own-hunt --content my-hunts",
    );
    newRule("--content", "soc");
    const [line = ""] = readFileSync(join(folder, "soc/own-hunt/rule.yaml"), "utf8").split("\n");
    const schema = /\$schema=(\S+)$/.exec(line)?.[1] ?? "";
    expect(schema).toBe("../../node_modules/sentinel-hunts/rules/rule.schema.json");
    expect(existsSync(join(folder, "soc/own-hunt", schema))).toBe(true);
  });
});
