import { checkValue } from "../content/check-value.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import { DEFAULT_LANE } from "./lanes.ts";
import { LANE_SETTINGS, LIST_SETTINGS, SETTINGS, type Setting } from "./table.ts";

type Row = readonly [name: string, meaning: string, whenAbsent: string];

const HEADINGS: Row = ["setting", "meaning", "default"];

const TERMS_OF_A_RULE: Row = [
  "IGNORE_COMMAND_LINES__<SLUG>",
  "The same for one rule: its slug in upper case, `-` as `_`",
  "",
];

/** The settings that src/app/ledger.ts reads; their names are those of the Functions host. */
const STORAGE: readonly Row[] = [
  [
    "AzureWebJobsStorage__accountName",
    "Storage account of the app, which also holds the ledger (table `hunts`)",
    "",
  ],
  [
    "AzureWebJobsStorage__tableServiceUri",
    "Its table endpoint, where that is not the cloud's usual one; https only",
    "",
  ],
  [
    "AzureWebJobsStorage__clientId",
    "Client id of the user-assigned identity that reads and writes it",
    "the app's own",
  ],
  ["AzureWebJobsStorage", "A connection string, for Azurite on the same machine only", ""],
];

const LANES = [
  {
    lane: "Europe",
    workspaces: [
      {
        workspaceId: "11111111-1111-4111-8111-111111111111",
        subscriptionId: "22222222-2222-4222-8222-222222222222",
        resourceGroup: "soc",
        workspaceName: "soc-europe",
      },
    ],
  },
  {
    lane: "Subsidiary",
    clientId: "33333333-3333-4333-8333-333333333333",
    tenantId: "44444444-4444-4444-8444-444444444444",
    workspaces: [
      {
        workspaceId: "55555555-5555-4555-8555-555555555555",
        subscriptionId: "66666666-6666-4666-8666-666666666666",
        resourceGroup: "soc",
        workspaceName: "soc-subsidiary",
      },
    ],
  },
];

/** An example of the setting WORKSPACES: two lanes, the second in another tenant. */
export const EXAMPLE_LANES = JSON.stringify(LANES);

/** docs/settings.md: every setting with its meaning and default. */
export function settingsPage(): string {
  return `# Settings

Written by \`npm run reference\` from \`src/settings/table.ts\`; change it there.

The command line reads these from the environment, the function app from its app settings. A value may have blanks around
it, or be in the quotes that the portal keeps. \`hunts check\`, health and the log of every tick report all mistakes at once,
and also a name that is nearly one of these.

${table([...LANE_SETTINGS, ...Object.values(SETTINGS)].map(row))}

## Ignore lists

${table([...LIST_SETTINGS.map(row), TERMS_OF_A_RULE])}

A term hides an event whose command line contains it, ignoring case. A term in double quotes may contain \`;\`, keeps its
blanks and is used literally; docs/ignore-lists.md says what is wrong with others. A reference to Key Vault or App
Configuration that Azure did not resolve is reported for every setting.

## Workspaces

A lane is one identity with its workspaces, which share Azure's limits and one timer. Without \`WORKSPACES\` there is one
lane, \`${DEFAULT_LANE}\`. A lane without \`clientId\` uses the app's own identity. With \`tenantId\`, \`clientId\` is a
multitenant app registration that trusts the app's identity (docs/security.md). In the setting it is one line:

\`\`\`json
${JSON.stringify(LANES, undefined, 2)}
\`\`\`

## State

${table(STORAGE)}
`;
}

/** local.settings.json.example: the function app over `hunts emulator` and Azurite. */
export function localSettings({ id, subscriptionId, resourceGroup, name }: Workspace): string {
  const values = {
    FUNCTIONS_WORKER_RUNTIME: "node",
    AzureWebJobsStorage: "UseDevelopmentStorage=true",
    HUNT_EMULATOR: "http://127.0.0.1:8787",
    LOG_ANALYTICS_WORKSPACE_ID: id,
    SENTINEL_SUBSCRIPTION_ID: subscriptionId,
    SENTINEL_RESOURCE_GROUP: resourceGroup,
    SENTINEL_WORKSPACE_NAME: name,
  };
  return `${JSON.stringify({ IsEncrypted: false, Values: values }, undefined, 2)}\n`;
}

function row({ name, meaning, schema }: Setting): Row {
  const checked = checkValue(schema, undefined);
  const value = "value" in checked ? checked.value : undefined;
  const text = value === undefined || Array.isArray(value) ? "" : String(value);
  return [name, meaning, text && `\`${text}\``];
}

function table(settings: readonly Row[]): string {
  const rows = [HEADINGS, ...settings.map(([name, ...rest]): Row => [`\`${name}\``, ...rest])];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], fill = " ") =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
  const [head = HEADINGS, ...body] = rows;
  return [line(head), line(["", "", ""], "-"), ...body.map((row) => line(row))].join("\n");
}
