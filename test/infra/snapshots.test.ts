import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ofType, type Resource, resourcesOf, SNAPSHOTS } from "./snapshots.ts";

const ROOT = join(import.meta.dirname, "../..");
const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
const NETWORKS = ["private-network", "existing-network"];
const properties = ({ properties = {} }: Resource) =>
  properties as Readonly<Record<string, unknown>>;

test("every parameter file has its snapshot, and every snapshot its parameter file", () => {
  expect(SNAPSHOTS.length).toBeGreaterThan(6);
  for (const name of SNAPSHOTS)
    expect(existsSync(join(ROOT, `test/fixtures/infra/${name}.bicepparam`)), name).toBe(true);
});

describe("rights", () => {
  /** Kinds of scopes, in the words of the table. */
  const SCOPES: readonly [RegExp, string][] = [
    [/\/storageAccounts\/[^/]+$/, "the app's storage account"],
    [/\/components\/[^/]+$/, "the Application Insights component"],
    [/\/dataCollectionRules\/[^/]+$/, "the data collection rule of each workspace"],
    [/\/resourceGroups\/soc[^/]*$/, "each workspace's resource group"],
  ];
  const given = new Set<string>();
  for (const name of SNAPSHOTS)
    for (const { id, properties = {} } of ofType(
      resourcesOf(name),
      "Microsoft.Authorization/roleAssignments",
    )) {
      const [scope = ""] = id.split("/providers/Microsoft.Authorization/roleAssignments/");
      const kind = SCOPES.find(([pattern]) => pattern.test(scope))?.[1] ?? scope;
      const role = String(properties["roleDefinitionId"]).split("/").at(-1)!;
      const own = ofType(resourcesOf(name), "Microsoft.Authorization/roleDefinitions").some(
        ({ name: made }) => made === role,
      );
      given.add(`${own ? "made by the deployment" : role} on ${kind}`);
    }

  const page = readFileSync(join(ROOT, "docs/security.md"), "utf8");
  const rows = page
    .slice(page.indexOf("| right "), page.indexOf("Rights are assigned on"))
    .trim()
    .split("\n")
    .slice(2);
  const documented = new Set<string>();
  let before = "";
  for (const row of rows) {
    const [, , id = "", on = ""] = row.split("|").map((cell) => cell.trim().replaceAll("`", ""));
    before = on.startsWith("the same") ? before : on;
    documented.add(`${id} on ${before}`);
  }

  test("each one that a deployment gives is in the table of docs/security.md, and each row is given", () => {
    expect(given.size).toBe(8);
    expect([...given].sort()).toEqual([...documented].sort());
  });

  test("all are the app's identity's, and named by what is known at the start", () => {
    for (const name of SNAPSHOTS)
      for (const { id, properties = {} } of ofType(
        resourcesOf(name),
        "Microsoft.Authorization/roleAssignments",
      )) {
        expect(id).toMatch(new RegExp(`/${GUID.source}$`));
        expect(properties["principalId"]).toMatch(
          /^\[reference\('[^']+\/userAssignedIdentities\/id-hunts-[^']+', '[^']+'\)\.principalId\]$/,
        );
        expect(properties["principalType"]).toBe("ServicePrincipal");
      }
  });

  test("two workspaces in two subscriptions: the rights are given in the group of each", () => {
    const groups = ofType(
      resourcesOf("two-subscriptions"),
      "Microsoft.Authorization/roleAssignments",
    ).map(({ id }) => id.split("/providers/")[0]);
    const [europe, americas] = [
      "22222222-2222-4222-8222-222222222222/resourceGroups/soc",
      "33333333-3333-4333-8333-333333333333/resourceGroups/soc-americas",
    ];
    for (const group of [europe, americas])
      expect(groups.filter((id) => id === `/subscriptions/${group}`)).toHaveLength(2);
  });

  test("the custom role holds two actions and reaches one group", () => {
    const roles = SNAPSHOTS.flatMap((name) =>
      ofType(resourcesOf(name), "Microsoft.Authorization/roleDefinitions"),
    );
    expect(roles.length).toBeGreaterThan(5);
    for (const role of roles) {
      expect(role.properties).toMatchObject({
        permissions: [
          {
            actions: [
              "Microsoft.SecurityInsights/bookmarks/read",
              "Microsoft.SecurityInsights/bookmarks/write",
            ],
            notActions: [],
          },
        ],
        assignableScopes: [role.id.split("/providers/")[0]],
      });
      for (const action of ["read", "write"])
        expect(page).toContain(`Microsoft.SecurityInsights/bookmarks/${action}`);
    }
  });
});

describe.each(SNAPSHOTS)("%s", (name) => {
  const resources = resourcesOf(name);
  const text = JSON.stringify(resources);

  test("holds nothing that Flex Consumption refuses, and no cloud without Sentinel", () => {
    expect(text).not.toMatch(
      /ftpsState|linuxFxVersion|alwaysOn|use32BitWorkerProcess|netFrameworkVersion|functionsRuntimeScaleMonitoring/i,
    );
    expect(text).not.toMatch(
      /FUNCTIONS_WORKER_RUNTIME|WEBSITE_RUN_FROM_PACKAGE|FUNCTIONS_EXTENSION_VERSION|AzureChina/,
    );
  });

  test("has one app on Node.js, with the host's storage by name", () => {
    const [app, ...others] = ofType(resources, "Microsoft.Web/sites");
    expect(others).toEqual([]);
    expect(app).toMatchObject({
      properties: {
        httpsOnly: true,
        functionAppConfig: {
          runtime: { name: "node", version: "22" },
          scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: 40 },
          deployment: { storage: { authentication: { type: "UserAssignedIdentity" } } },
        },
        siteConfig: { minTlsVersion: "1.2", scmMinTlsVersion: "1.2" },
      },
    });
    const [settings] = ofType(resources, "Microsoft.Web/sites/config");
    const byName =
      "if(equals(environment().name, 'AzureCloud'), createObject('AzureWebJobsStorage__accountName'";
    expect(String(settings!.properties).includes(byName), "the storage account by name").toBe(true);
  });

  test("takes no key, no password and no anonymous reader anywhere", () => {
    const [storage] = ofType(resources, "Microsoft.Storage/storageAccounts");
    expect(storage).toMatchObject({
      properties: {
        allowSharedKeyAccess: false,
        allowBlobPublicAccess: false,
        minimumTlsVersion: "TLS1_2",
        supportsHttpsTrafficOnly: true,
      },
    });
    const [container] = ofType(
      resources,
      "Microsoft.Storage/storageAccounts/blobServices/containers",
    );
    expect(container).toMatchObject({ properties: { publicAccess: "None" } });
    const publishing = ofType(resources, "Microsoft.Web/sites/basicPublishingCredentialsPolicies");
    expect(
      publishing.map(({ name: of, properties: { allow } = {} }) => `${of.split("/")[1]} ${allow}`),
    ).toEqual(["ftp false", "scm false"]);
    expect(ofType(resources, "Microsoft.Insights/components")).toMatchObject([
      { properties: { DisableLocalAuth: true } },
    ]);
    expect(text).not.toMatch(/listKeys|AccountKey|SharedAccessSignature/);
  });

  test("writes its telemetry once", () => {
    expect(ofType(resources, "Microsoft.Insights/diagnosticSettings")).toEqual([]);
    expect(text).not.toContain("FunctionAppLogs");
  });

  test("five alerts tell somebody, or somebody said that nobody is told", () => {
    const alerts = ofType(resources, "Microsoft.Insights/scheduledQueryRules");
    expect(alerts).toHaveLength(5);
    const told = new Set(alerts.map((alert) => JSON.stringify(properties(alert)["actions"])));
    const groups =
      name === "contributor"
        ? []
        : [expect.stringMatching(/\/actionGroups\/(ag-func-hunts-\w+|soc)$/)];
    expect([...told].map((actions) => JSON.parse(actions))).toEqual([{ actionGroups: groups }]);
    const emails = ofType(resources, "Microsoft.Insights/actionGroups");
    expect(emails).toHaveLength(["contributor", "two-subscriptions"].includes(name) ? 0 : 1);
    for (const group of emails)
      expect(group).toMatchObject({
        properties: { enabled: true, emailReceivers: [{ emailAddress: "soc@example.com" }] },
      });
  });

  test(
    NETWORKS.includes(name)
      ? "is reached by private endpoints alone"
      : "is reached from everywhere, and has no network",
    () => {
      const closed = NETWORKS.includes(name);
      const [app] = ofType(resources, "Microsoft.Web/sites");
      const [storage] = ofType(resources, "Microsoft.Storage/storageAccounts");
      for (const resource of [app!, storage!])
        expect(properties(resource)["publicNetworkAccess"]).toBe(closed ? "Disabled" : "Enabled");
      expect(properties(storage!)["networkAcls"]).toEqual(
        closed
          ? { defaultAction: "Deny", bypass: "None" }
          : { defaultAction: "Allow", bypass: "AzureServices" },
      );
      const endpoints = ofType(resources, "Microsoft.Network/privateEndpoints").map(
        (endpoint) =>
          (
            properties(endpoint)["privateLinkServiceConnections"] as {
              properties: { groupIds: string[] };
            }[]
          )[0]!.properties.groupIds[0],
      );
      expect(endpoints).toEqual(closed ? ["blob", "table", "sites"] : []);
      if (!closed) expect(text).not.toContain("Microsoft.Network/");
    },
  );
});

test.each([
  ["one-workspace", "", "true"],
  ["delivery-incident", "incident", undefined],
  ["delivery-bookmark", "bookmark", undefined],
])("%s gives the app its delivery, and says that it is dry", (name, delivery, dry) => {
  const [settings] = ofType(resourcesOf(name), "Microsoft.Web/sites/config");
  const text = String(settings!.properties);
  const gives = (setting: string) =>
    new RegExp(`createObject\\('key', '${setting}', 'value', '([^']*)'\\)`).exec(text)?.[1];
  expect([gives("DELIVERY"), gives("DRY_RUN")]).toEqual([delivery, dry]);
});

describe("the network", () => {
  test("that is made has a delegated subnet for the app, one for the endpoints, and a linked zone for each", () => {
    const resources = resourcesOf("private-network");
    const [network, ...others] = ofType(resources, "Microsoft.Network/virtualNetworks");
    expect(others).toEqual([]);
    expect(network).toMatchObject({
      properties: {
        subnets: [
          {
            name: "app",
            properties: {
              addressPrefix: "10.90.0.0/27",
              delegations: [{ properties: { serviceName: "Microsoft.App/environments" } }],
            },
          },
          { name: "endpoints", properties: { addressPrefix: "10.90.0.32/27" } },
        ],
      },
    });
    const [app] = ofType(resources, "Microsoft.Web/sites");
    expect(properties(app!)["virtualNetworkSubnetId"]).toBe(`${network!.id}/subnets/app`);
    for (const endpoint of ofType(resources, "Microsoft.Network/privateEndpoints"))
      expect(properties(endpoint)["subnet"]).toEqual({ id: `${network!.id}/subnets/endpoints` });
    const zones = ofType(resources, "Microsoft.Network/privateDnsZones");
    expect(zones.map(({ name }) => /'(blob|table|azurewebsites\.net)'/.exec(name)?.[1])).toEqual([
      "blob",
      "table",
      "azurewebsites.net",
    ]);
    const links = ofType(resources, "Microsoft.Network/privateDnsZones/virtualNetworkLinks");
    expect(links.map((link) => properties(link)["virtualNetwork"])).toEqual(
      Array(3).fill({ id: network!.id }),
    );
    expect(
      ofType(resources, "Microsoft.Network/privateEndpoints/privateDnsZoneGroups"),
    ).toHaveLength(3);
  });

  test("that is there already gets the endpoints and nothing else", () => {
    const resources = resourcesOf("existing-network");
    const kinds = new Set(
      resources.map(({ type }) => type).filter((type) => type.startsWith("Microsoft.Network/")),
    );
    expect([...kinds]).toEqual(["Microsoft.Network/privateEndpoints"]);
    expect(
      properties(ofType(resources, "Microsoft.Web/sites")[0]!)["virtualNetworkSubnetId"],
    ).toMatch(/\/virtualNetworks\/spoke\/subnets\/hunts$/);
  });
});
