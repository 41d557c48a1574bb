import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { DELIVERIES } from "../../src/hunt/delivery/kinds/index.ts";
import { DEPLOYMENT_FILES, withSettingLines } from "../../src/settings/deployment.ts";
import { ALL_SETTINGS } from "../../src/settings/names.ts";
import { readSettings } from "../../src/settings/settings.ts";
import { BICEP, buildParameters, evaluate, literal, refusal, WITHOUT } from "./compiler.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const parameterFile = read("infra/main.bicepparam");
const template = read("infra/main.bicep");
const types = read("infra/modules/types.bicep");
const workflow = parse(read(".github/workflows/deploy.yml")) as {
  jobs: { deploy: { env: Record<string, string> } };
};

const given = ALL_SETTINGS.filter(({ deployed }) => deployed.by !== "nobody").map(
  ({ name }) => name,
);
const notGiven = ALL_SETTINGS.filter(({ deployed }) => deployed.by === "nobody").map(
  ({ name }) => name,
);
const byParameter = ALL_SETTINGS.filter(({ deployed }) => deployed.by === "parameter").map(
  ({ name }) => name,
);

const camelCase = (name: string) =>
  name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const variables = [
  ...new Set(
    [...parameterFile.matchAll(/readEnvironmentVariable\('(\w+)'/g)].map(([, name]) => name!),
  ),
];

describe("every setting", () => {
  test.each(DEPLOYMENT_FILES)("has its line in %s (npm run reference)", (file) => {
    expect(read(file)).toBe(withSettingLines(file, read(file)));
    expect(() => withSettingLines(file, "")).toThrow("no part for the settings");
  });

  test.each(given)("%s can be given by an environment variable and by the workflow", (name) => {
    const isParameter = byParameter.includes(name);
    const line = isParameter ? `param ${camelCase(name)} = ` : `    ${name}: `;
    const [found = ""] = parameterFile.split("\n").filter((text) => text.startsWith(line));
    expect(found).toContain(`readEnvironmentVariable('HUNTS_${name}', '')`);
    if (!isParameter) expect(types).toMatch(new RegExp(`^ {2}${name}: .*\\?$`, "m"));
    expect(workflow.jobs.deploy.env[`HUNTS_${name}`]).toBe(`\${{ vars.HUNTS_${name} }}`);
  });

  test("and no other: what the template offers, and sets itself, is read by the app or the host", () => {
    const offered = [
      ...types.slice(0, types.indexOf("type Workspace")).matchAll(/^ {2}([A-Z_]+): .*\?$/gm),
    ].map(([, name]) => name!);
    expect([...offered, ...byParameter].sort()).toEqual([...given].sort());
    const app = read("infra/modules/app.bicep");
    const own = [
      ...app.matchAll(
        /^ {4,8}(\w+): (?:clientId|isPublicCloud|string\(lanes\)|'managedidentity'|'ClientId|storage\.|application)/gm,
      ),
    ];
    const names = [...own.map(([, name]) => name!), "AzureWebJobsStorage__accountName"].filter(
      (name) => name !== "clientId",
    );
    const host =
      /^(AzureWebJobsStorage__(accountName|credential|clientId|blobServiceUri|tableServiceUri)|APPLICATIONINSIGHTS_\w+_STRING)$/;
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !notGiven.includes(name) && !host.test(name))).toEqual([]);
  });

  test("has the choices in the template that the app has", () => {
    const choices = [...types.matchAll(/^ {2}([A-Z_]+): \('' \| ([^)]+)\)\?$/gm)];
    expect(choices.map(([, name]) => name)).toEqual([
      "ASIM_PARSER",
      "DRY_RUN",
      "FINDINGS_TABLE",
      "HUNT_LOG_LEVEL",
      "IGNORE_SECOND_PERSON",
      "IGNORE_STRICT",
    ]);
    for (const [, name, words] of choices)
      for (const word of words!.split(" | "))
        expect(readSettings({ [name!]: word.replaceAll("'", "") })).toHaveProperty("settings");
  });

  test("leaves the record of a deployment alone: the app does not take it for a setting of its own that is misspelt", () => {
    const [, record] = /func recordName\(\) string => '(\w+)'/.exec(
      read("infra/modules/settings-merge.bicep"),
    )!;
    expect(readSettings({ [record!]: "DRY_RUN=abcdefghijklm" })).toHaveProperty("settings");
  });
});

describe("the parameters", () => {
  test("know every delivery: a new one is named in infra/main.bicep, at the parameter `delivery` and at `writesIncidents`", () => {
    const words = (text: string) => [...text.matchAll(/'(\w+)'/g)].map(([, word]) => word!);
    const [, allowed = ""] = /@allowed\(\[([^\]]*)\]\)\nparam delivery /.exec(template) ?? [];
    expect(words(allowed)).toEqual(["rules", ...DELIVERIES.keys()]);
    const [, without = ""] = /writesIncidents: (delivery != .*)/.exec(template) ?? [];
    expect(words(without)).toEqual(
      [...DELIVERIES.values()].filter((one) => one.writes !== "incidents").map(({ name }) => name),
    );
  });

  test("are all given by the parameter file, and the workflow knows every variable of it", () => {
    const parameters = [...template.matchAll(/^param (\w+) /gm)].map(([, name]) => name!);
    expect([...parameterFile.matchAll(/^param (\w+) =/gm)].map(([, name]) => name!).sort()).toEqual(
      parameters.sort(),
    );
    expect(Object.keys(workflow.jobs.deploy.env).sort()).toEqual([...variables].sort());
    for (const [name, value] of Object.entries(workflow.jobs.deploy.env))
      expect(value).toContain(`vars.${name} `);
  });

  test("and the workflow packs, deploys, tries again and verifies by the scripts that a person uses", () => {
    const text = read(".github/workflows/deploy.yml");
    const steps = [
      "npm run package",
      "az deployment sub create",
      "node scripts/deploy-package.mjs outputs.json",
      "node scripts/verify-deployment.mjs ",
    ];
    const places = steps.map((step) => text.indexOf(step));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(text).not.toContain("secrets.");
  });

  test("are all in docs/deploy.md", () => {
    const page = read("docs/deploy.md");
    for (const name of variables.filter(
      (variable) => !given.includes(variable.replace("HUNTS_", "")),
    ))
      expect(page).toContain(`\`${name}\``);
  });
});

const WORKSPACE =
  "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/soc/providers/Microsoft.OperationalInsights/workspaces/soc";

describe.skipIf(!BICEP)(`the parameter file, compiled${WITHOUT}`, () => {
  const compile = (environment: Readonly<Record<string, string>>) =>
    buildParameters(join(ROOT, "infra/main.bicepparam"), environment);

  test("reads an empty or blank variable as one that is not there, and is dry then", () => {
    const unset = compile({});
    expect(unset.said).toBe("");
    expect(unset.parameters["settings"]).toMatchObject({ DRY_RUN: "true" });
    for (const nothing of ["", "  "]) {
      const { parameters } = compile(Object.fromEntries(variables.map((name) => [name, nothing])));
      const trimmed = JSON.parse(JSON.stringify(parameters), (_key, value) =>
        typeof value === "string" ? value.trim() : value,
      );
      expect(trimmed).toEqual(unset.parameters);
    }
  });

  test("hands every variable on", () => {
    const settings = given.filter((name) => !byParameter.includes(name));
    const marks = Object.fromEntries(settings.map((name) => [`HUNTS_${name}`, `mark of ${name}`]));
    const { parameters, said } = compile({
      ...marks,
      HUNTS_DELIVERY: "bookmark",
      HUNTS_SETTINGS: JSON.stringify({
        IGNORE_COMMAND_LINES__RUNDLL32_LOLBIN: `a "b" 'c'`,
        MAX_FINDINGS: "wins",
      }),
      HUNTS_WORKSPACE_RESOURCE_IDS: ` ${WORKSPACE} ,${WORKSPACE}2,`,
      HUNTS_ALERT_EMAIL: " soc@example.com ",
      HUNTS_NODE_VERSION: "24",
      HUNTS_INSTANCE_MEMORY_MB: "4096",
      HUNTS_MAXIMUM_INSTANCE_COUNT: "100",
      HUNTS_NETWORK: "Private",
    });
    expect(said).toBe("");
    expect(parameters).toMatchObject({
      delivery: "bookmark",
      settings: {
        ...Object.fromEntries(settings.map((name) => [name, `mark of ${name}`])),
        IGNORE_COMMAND_LINES__RUNDLL32_LOLBIN: `a "b" 'c'`,
        MAX_FINDINGS: "wins",
      },
      workspaceResourceIds: [WORKSPACE, `${WORKSPACE}2`],
      alertEmail: "soc@example.com",
      nodeVersion: "24",
      instanceMemoryMB: 4096,
      maximumInstanceCount: 100,
      network: { access: "Private", dnsZones: "Create" },
    });
  });
});

describe.skipIf(!BICEP)(`a deployment is refused before anything is made${WITHOUT}`, () => {
  const good = {
    environmentName: "production",
    location: "westeurope",
    workspaceResourceIds: [WORKSPACE],
    alertEmail: "soc@example.com",
  };
  const network = {
    access: "Public",
    addressPrefix: "10.90.0.0/26",
    appSubnetId: "",
    endpointSubnetId: "",
    dnsZones: "Create",
  };
  const asked = { ...good, actionGroupIds: [] as string[], network };
  const subnet =
    "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/n/providers/Microsoft.Network/virtualNetworks/v/subnets/s";

  const CASES: readonly (readonly [
    what: string,
    wrong: Partial<Readonly<typeof asked>>,
    problems: readonly string[],
  ])[] = [
    ["nothing wrong", {}, []],
    [
      "nobody told of alerts",
      { alertEmail: "" },
      ["HUNTS_ALERT_EMAIL: nobody is notified when the app fails; give an address, "],
    ],
    ["nobody told, and that is said", { alertEmail: "None" }, []],
    ["an action group told", { alertEmail: "", actionGroupIds: ["/subscriptions/x/y"] }, []],
    [
      "an address that is none",
      { alertEmail: "soc" },
      ['HUNTS_ALERT_EMAIL: "soc" is neither an e-mail address nor none'],
    ],
    [
      "no workspace",
      { workspaceResourceIds: [] },
      ["HUNTS_WORKSPACE_RESOURCE_IDS: names no workspace"],
    ],
    [
      "one subnet of two",
      { network: { ...network, access: "Private", appSubnetId: subnet } },
      ["HUNTS_APP_SUBNET_ID and HUNTS_ENDPOINT"],
    ],
    [
      "a network that is too small",
      { network: { ...network, access: "Private", addressPrefix: "10.90.0.0/27" } },
      ["HUNTS_ADDRESS_PREFIX"],
    ],
    [
      "a network that is none",
      { network: { ...network, access: "Private", addressPrefix: "vnet" } },
      ["HUNTS_ADDRESS_PREFIX"],
    ],
    [
      "a network of 8 bits",
      { network: { ...network, access: "Private", addressPrefix: "10.0.0.0/8" } },
      [],
    ],
    [
      "both subnets",
      { network: { ...network, access: "Private", appSubnetId: subnet, endpointSubnetId: subnet } },
      [],
    ],
  ];

  test("with a problem for each of these, and with none where there is none", () => {
    const problems = evaluate([
      "using none",
      "import { problemsOf } from '{infra}/modules/problems.bicep'",
      ...CASES.map(([, wrong], index) => {
        const {
          workspaceResourceIds,
          alertEmail,
          actionGroupIds,
          network: net,
        } = { ...asked, ...wrong };
        const values = [workspaceResourceIds, alertEmail, actionGroupIds, net].map(
          (value) => `json(${literal(JSON.stringify(value))})`,
        );
        return `param case${index} = problemsOf(${values.join(", ")})`;
      }),
    ]);
    for (const [index, [what, , expected]] of CASES.entries())
      expect(problems[`case${index}`], what).toEqual(
        expected.map((start) => expect.stringContaining(start)),
      );
  });

  test("with all that is wrong in one go", () => {
    const said = refusal({
      ...good,
      workspaceResourceIds: [WORKSPACE, "soc", `${WORKSPACE}/tables/x`],
      alertEmail: "",
      network: { ...network, appSubnetId: subnet, endpointSubnetId: "s" },
    });
    for (const part of [
      'HUNTS_WORKSPACE_RESOURCE_IDS: "soc" is not the resource id',
      `HUNTS_WORKSPACE_RESOURCE_IDS: "${WORKSPACE}/tables/x" is not the resource id`,
      "HUNTS_ALERT_EMAIL: nobody is notified",
      "HUNTS_NETWORK: is Public, but subnets are given",
      'HUNTS_APP_SUBNET_ID, HUNTS_ENDPOINT_SUBNET_ID: "s" is not the resource id of a subnet',
    ])
      expect(said).toContain(part);
  });

  test("with a choice that there is not", () => {
    const said = refusal({
      ...good,
      nodeVersion: "20",
      delivery: "email",
      incidentsBy: "mail",
      settings: { HUNT_LOG_LEVEL: "loud", DRY_RUN: "nein" },
    });
    for (const choices of [
      "'22' | '24'",
      "'bookmark' | 'incident' | 'rules'",
      "'' | 'api' | 'rule'",
      "'debug' | 'error' | 'info' | 'warning'",
      "'false' | 'no' | 'true' | 'yes'",
    ])
      expect(said).toContain(choices);
  });
});
