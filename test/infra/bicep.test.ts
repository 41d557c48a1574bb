import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const ROOT = join(import.meta.dirname, "../..");
const INFRA = join(ROOT, "infra");
const read = (path: string) => readFileSync(join(INFRA, path), "utf8");
const files = readdirSync(INFRA, { recursive: true, encoding: "utf8" }).filter((path) =>
  /\.bicep(param)?$/.test(path),
);
const everything = files.map(read).join("\n");

describe("nothing secret, nothing open", () => {
  test("no output holds a secret, and no key is listed", () => {
    const outputs = [...everything.matchAll(/^output (\w+) .*$/gm)].map(([line]) => line);
    expect(outputs.length).toBeGreaterThan(8);
    expect(outputs.filter((line) => /key|secret|connection|password|sas/i.test(line))).toEqual([]);
    expect(everything).not.toMatch(/listKeys|listAccountSas|listServiceSas|AccountKey/);
  });

  test("the app's live settings, which may hold somebody's secrets, are in no history of deployments", () => {
    expect(read("modules/app-settings.bicep")).toMatch(/@secure\(\)\nparam live object/);
    expect([...everything.matchAll(/\blist\(/g)]).toHaveLength(1);
  });

  test("no role may do everything of anything", () => {
    expect(everything).not.toMatch(
      /dataActions|[aA]ctions: \[\s*'\*'|8e3af657-a8ff-443c-a75c-2fe8c4bcb635|b24988ac-6180-42a0-ab88-20f7382dd24c/,
    );
  });
});

test("every file of modules/ is used, and every name of main.bicep depends on the environment", () => {
  const main = read("main.bicep");
  for (const path of files.filter((file) => file.startsWith("modules/")))
    expect(everything).toContain(path.replace("modules/", ""));
  const given = [
    ...main.matchAll(
      /^ {4,6}(?:name|appName|workspaceName|applicationInsightsName|storageName): (.*)$/gm,
    ),
  ].map(([, value]) => value!);
  expect(given.length).toBeGreaterThanOrEqual(10);
  expect(given.filter((value) => !/token|names\.|last\(split\(id/.test(value))).toEqual([]);
});

test("every alert counts rows above none, names its dimension, and looks as far back as its query", () => {
  const text = read("modules/alerts.bicep");
  expect(text).toMatch(/operator: 'GreaterThan'\n {12}threshold: 0/);
  const alerts = [
    ...text.matchAll(
      /key: '([\w-]+)'[\s\S]*?loadTextContent\('\.\.\/queries\/([\w-]+)\.kql'\)[\s\S]*?dimension: '(\w+)'\n {4}window: '(\w+)'/g,
    ),
  ];
  expect(alerts.map(([, key]) => key)).toEqual([
    "silent-lane",
    "failing-lane",
    "failing-rule",
    "behind",
    "throttled",
  ]);
  for (const [, key, query, dimension, window] of alerts) {
    const kql = read(`queries/${query}.kql`);
    expect(kql, key).toMatch(new RegExp(`\\b${dimension}\\b`));
    expect(kql, key).toContain(window === "P1D" ? "ago(1d)" : "ago(1h)");
  }
});

test("azd packs what npm run package makes, before it packs, and verifies what it deployed", () => {
  interface Hook {
    readonly posix: { readonly run: string };
    readonly windows: { readonly run: string };
  }
  const { services } = parse(readFileSync(join(ROOT, "azure.yaml"), "utf8")) as {
    services: {
      hunts: { project: string; dist: string; hooks: Record<"prepackage" | "postdeploy", Hook> };
    };
  };
  const { project, dist, hooks } = services.hunts;
  expect([project, dist]).toEqual([".", "dist/deploy"]);
  expect(readFileSync(join(ROOT, "src/cli/commands/package.ts"), "utf8")).toContain(
    `join(out, "deploy")`,
  );
  for (const system of ["posix", "windows"] as const) {
    expect(hooks.prepackage[system].run).toBe("npm ci && npm run package");
    expect(hooks.postdeploy[system].run).toBe("node scripts/verify-deployment.mjs");
  }
});
