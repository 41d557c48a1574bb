import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SETTING_NAMES } from "../../src/settings/schema.ts";
import { readSettings } from "../../src/settings/settings.ts";

const INFRA = join(import.meta.dirname, "../../infra");
const read = (path: string) => readFileSync(join(INFRA, path), "utf8");
const files = readdirSync(INFRA, { recursive: true, encoding: "utf8" }).filter((path) => /\.bicep(param)?$/.test(path));
const all = files.map((path) => ({ path, text: read(path) }));
const everything = all.map(({ text }) => text).join("\n");

/** Not set by the deployment, each with its reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  LOG_ANALYTICS_WORKSPACE_ID: "WORKSPACES names all workspaces",
  SENTINEL_SUBSCRIPTION_ID: "WORKSPACES",
  SENTINEL_RESOURCE_GROUP: "WORKSPACES",
  SENTINEL_WORKSPACE_NAME: "WORKSPACES",
  HUNT_EMULATOR: "for this machine only",
};
/** Read by the Functions host. */
const HOST =
  /^(AzureWebJobsStorage__(credential|clientId|blobServiceUri|tableServiceUri)|APPLICATIONINSIGHTS_(CONNECTION|AUTHENTICATION)_STRING)$/;
/** Read by ignore-lists/app-settings.ts. */
const IGNORE = /^IGNORE_COMMAND_LINES$/;

describe("app settings", () => {
  const app = read("modules/app.bicep");
  const fixed = [
    ...app.slice(app.indexOf("resource appSettings"), app.indexOf("resource noFtp")).matchAll(/^ {6}(\w+): |\{ (DELIVERY): /gm),
  ];
  const types = read("modules/types.bicep");
  const offered = [...types.slice(0, types.indexOf("type Workspace")).matchAll(/^ {2}([A-Z_]+): .*\?$/gm)];
  const names = [...fixed, ...offered].map(([, name, delivery]) => name ?? delivery!);

  test("every one that the deployment sets or offers is one that is read", () => {
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !SETTING_NAMES.includes(name) && !HOST.test(name) && !IGNORE.test(name))).toEqual([]);
  });

  test("every one that is read is set or offered, but those left out for a reason", () => {
    expect(SETTING_NAMES.filter((name) => !names.includes(name) && !(name in LEFT_OUT))).toEqual([]);
    expect(Object.keys(LEFT_OUT).filter((name) => names.includes(name) || !SETTING_NAMES.includes(name))).toEqual([]);
  });

  test("the choices that the type allows are those of the schema", () => {
    for (const [, name, choices] of types.matchAll(/^ {2}(\w+): \(([^)]+)\)\?$/gm)) {
      const named = choices!.split("|").map((choice) => choice.trim().replaceAll("'", ""));
      for (const choice of named) expect(`${name} ${settingsFor(name!, choice)}`).toBe(`${name} ok`);
      expect(settingsFor(name!, "something else")).not.toBe("ok");
    }
  });
});

describe("nothing secret, nothing open", () => {
  test("no output holds a secret, and no key is listed", () => {
    const outputs = [...everything.matchAll(/^output (\w+) .*$/gm)].map(([line]) => line);
    expect(outputs.length).toBeGreaterThan(8);
    expect(outputs.filter((line) => /key|secret|connection|password|sas/i.test(line))).toEqual([]);
    expect(everything).not.toMatch(/listKeys|listAccountSas|listServiceSas|AccountKey|@secure/);
  });

  test("no shared key, no public blob, TLS 1.2, no FTP, no basic publishing, no local authentication", () => {
    const storage = read("modules/storage.bicep");
    for (const line of [
      "allowSharedKeyAccess: false",
      "allowBlobPublicAccess: false",
      "minimumTlsVersion: 'TLS1_2'",
      "publicAccess: 'None'",
    ])
      expect(storage).toContain(line);
    const app = read("modules/app.bicep");
    for (const line of ["httpsOnly: true", "minTlsVersion: '1.2'", "scmMinTlsVersion: '1.2'", "ftpsState: 'Disabled'"])
      expect(app).toContain(line);
    expect([...app.matchAll(/name: '(ftp|scm)'\n {2}properties: \{\n {4}allow: false/g)].map(([, name]) => name)).toEqual(["ftp", "scm"]);
    expect(read("modules/monitoring.bicep")).toContain("DisableLocalAuth: true");
  });

  test("no role may do everything of anything", () => {
    expect(everything).not.toMatch(
      /dataActions|[aA]ctions: \[\s*'\*'|8e3af657-a8ff-443c-a75c-2fe8c4bcb635|b24988ac-6180-42a0-ab88-20f7382dd24c/,
    );
  });

  test("every resource's name depends on the environment", () => {
    const main = read("main.bicep");
    expect(main).toContain("var token = toLower(uniqueString(subscription().id, environmentName, location))");
    const given = [...main.matchAll(/^ {4}(?:name|appName|token): (.*)$/gm)].map(([, value]) => value!);
    expect(given.length).toBeGreaterThanOrEqual(6);
    expect(given.filter((value) => !/token|app\.outputs\.name|last\(split\(id/.test(value))).toEqual([]);
  });
});

/** Resources of a file: symbolic name, type, and body. */
const resources = (path: string) =>
  [...read(path).matchAll(/^ *resource (\w+) '([^'@]+)@[^']+' (existing )?= ([\s\S]*?)(?=^\S|^ *resource |\s*$(?![\s\S]))/gm)].map(
    ([, name, type, existing, body]) => ({ name: name!, type: type!, existing: existing !== undefined, body: body! }),
  );

describe("rights", () => {
  const assignments = files.flatMap((path) =>
    resources(path)
      .filter(({ type }) => type === "Microsoft.Authorization/roleAssignments")
      .map(
        ({ name, body }) =>
          `${path.replace("modules/", "")} ${name} scope ${/scope: (\w+)/.exec(body)?.[1] ?? "resource group"}${/^if \(least\)/.test(body) ? " if least" : ""}`,
      ),
  );

  test("are given where docs/security.md says, and nowhere else", () => {
    expect(assignments.sort()).toEqual([
      "app.bicep metricsRole scope applicationInsights",
      "storage.bicep assignments scope storage",
      "workspace-access.bicep bookmarkRole scope resource group if least",
      "workspace-access.bicep sentinelRole scope resource group",
    ]);
    const access = read("modules/workspace-access.bicep");
    expect(access).toContain("var builtIn = least ? (writesIncidents ? sentinelResponder : sentinelReader) : sentinelContributor");
    expect(access).toContain("roleDefinitionId: bookmarkWriter.id");
    for (const id of access.matchAll(/^var (sentinel\w+) = '([^']+)'/gm)) expect(ROLES[id[1]!]).toBe(id[2]);
    for (const id of read("modules/storage.bicep").matchAll(/^ {2}(\w+): '([0-9a-f-]{36})'/gm)) expect(ROLES[id[1]!]).toBe(id[2]);
  });

  test("go to a module of the workspace's own group, and only where they are wanted", () => {
    const main = read("main.bicep");
    expect(main).toContain("if (sentinelRights != 'None')");
    expect(main).toContain("rights: sentinelRights == 'Contributor' ? 'Contributor' : 'Least'");
    expect([...main.matchAll(/^module \w+ '([^']+)'/gm)].map(([, path]) => path)).not.toContain("modules/workspace.bicep");
  });

  test("the custom role holds two actions, however they are written", () => {
    const actions = [...everything.matchAll(/actions: \[([^\]]*)\]/gi)].flatMap(([, list]) =>
      [...list!.matchAll(/'([^']+)'/g)].map(([, action]) => action),
    );
    expect(actions).toEqual(["Microsoft.SecurityInsights/bookmarks/read", "Microsoft.SecurityInsights/bookmarks/write"]);
  });
});

/** Built-in roles by the name that the Bicep gives them. Source: Azure's list of built-in roles. */
const ROLES: Readonly<Record<string, string>> = {
  sentinelReader: "8d289c81-5878-46d4-8554-54e1e3d8b5cb",
  sentinelResponder: "3e150937-b8fe-4cfb-8069-0eaf05ecd056",
  sentinelContributor: "ab8e14d6-4a74-4a29-9ba8-549422addade",
  blobDataOwner: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
  tableDataContributor: "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
};

test("every alert counts rows above none, names its dimension, and looks as far back as its query", () => {
  const text = read("modules/alerts.bicep");
  expect(text).toMatch(/operator: 'GreaterThan'\n {12}threshold: 0/);
  const alerts = [
    ...text.matchAll(
      /key: '([\w-]+)'[\s\S]*?loadTextContent\('\.\.\/queries\/([\w-]+)\.kql'\)[\s\S]*?dimension: '(\w+)'\n {4}window: '(\w+)'/g,
    ),
  ];
  expect(alerts.map(([, key]) => key)).toEqual(["silent-lane", "failing-lane", "failing-rule", "behind", "throttled"]);
  for (const [, key, query, dimension, window] of alerts) {
    const kql = read(`queries/${query}.kql`);
    expect(kql, key).toMatch(new RegExp(`\\b${dimension}\\b`));
    expect(kql, key).toContain(window === "P1D" ? "ago(1d)" : "ago(1h)");
  }
});

test("the parameter file sets only settings and parameters that there are", () => {
  const text = read("main.bicepparam");
  const main = read("main.bicep");
  for (const [, name] of text.matchAll(/^param (\w+) =/gm)) expect(main).toMatch(new RegExp(`^param ${name} `, "m"));
  for (const [, name] of text.matchAll(/^ {2}([A-Z_]+):/gm)) expect([...SETTING_NAMES, "IGNORE_COMMAND_LINES"]).toContain(name);
});

describe("docs/security.md", () => {
  const page = readFileSync(join(INFRA, "../docs/security.md"), "utf8");
  const documented = new Set([...page.matchAll(/`([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})`/g)].map(([, id]) => id!));
  const assigned = new Set(
    [...everything.matchAll(/'([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})'/g)].map(([, id]) => id!),
  );

  test("its table of rights names each role of the deployment and no other", () => {
    expect(assigned.size).toBe(6);
    expect([...documented].sort()).toEqual([...assigned].sort());
  });

  test("and the actions of the custom role", () => {
    for (const action of ["bookmarks/read", "bookmarks/write"]) expect(page).toContain(`Microsoft.SecurityInsights/${action}`);
  });
});

function settingsFor(name: string, value: string): string {
  const read = readSettings({ [name]: value });
  return "settings" in read ? "ok" : read.problems.map(({ message }) => message).join();
}
