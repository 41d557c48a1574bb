import type { ResourceRef } from "../hunt/delivery/write.ts";
import type { Answer } from "./answer.ts";
import { saysUnknownName } from "./unknown-name.ts";

/** What to do about an answer to one kind of call. */
export type Remedy = (answer: Answer) => string;

/** For what ends by itself, or as soon as somebody else has finished writing. */
export const PASSING = "the next run tries again";

/** For an outage of Azure, or of the network in between. */
export const OUTAGE =
  `nothing to do if it ends within the hour: ${PASSING}; if it lasts, look at Azure's service ` +
  "health for the region";

const SLOWER = `Azure asks to slow down; ${PASSING}`;
const LOGIN = "run `az login` (with --tenant for another tenant than your own), and start again";
const IDENTITY = "check the identity: `az login`, or the function app's managed identity";
const SENTINEL_SETTINGS =
  "check SENTINEL_SUBSCRIPTION_ID, SENTINEL_RESOURCE_GROUP and SENTINEL_WORKSPACE_NAME";
const SOON = "a new role can take an hour to take effect";

/** For every call, by status; 0 stands for no answer at all. */
const ANYWHERE: Readonly<Record<number, string>> = {
  0: "check the network and the workspace's endpoint",
  401: IDENTITY,
  429: SLOWER,
};

/** What Azure Resource Manager says about the place, whatever was requested there. */
const OF_THE_PLACE: readonly (readonly [code: RegExp, remedy: string])[] = [
  [
    /^(InvalidApiVersionParameter|MissingApiVersionParameter|NoRegisteredProviderFound|UnsupportedApiVersion)$/i,
    "this version of the API is not served there: update Sentinel Hunts, and check AZURE_CLOUD",
  ],
  [
    /^MissingSubscriptionRegistration$/i,
    "register the resource provider Microsoft.SecurityInsights in the subscription",
  ],
  [/^ScopeLocked$/i, "a lock on the workspace or its resource group forbids it: remove the lock"],
  [
    /^RequestDisallowedByPolicy$/i,
    "an Azure Policy forbids it: exempt the workspace's resource group",
  ],
  [/^ReadOnlyDisabledSubscription$/i, "the subscription is disabled: enable it"],
  [/^(Subscription|ResourceGroup)NotFound$|^InvalidSubscriptionId$/i, SENTINEL_SETTINGS],
];

/** How the service describes a workspace without Sentinel. */
const WITHOUT_SENTINEL =
  /onboard|workspaceMetadata|not registered to '?Microsoft\.SecurityInsights/i;

/** For a query of a Log Analytics workspace. */
export const queryRemedy: Remedy = (answer) =>
  byStatus(answer, {
    400: saysUnknownName(answer.message)
      ? "`hunts doctor` shows what the workspace has: connect the source, set ASIM_PARSER, or " +
        "correct the query"
      : "`hunts doctor --live` sends the query and shows Azure's answer; until it is " +
        "corrected, name the rule in RULES_DISABLED (of several, each that Azure refuses): " +
        "what it misses is filled afterwards",
    403: `give the identity its role on the workspace's resource group; ${SOON}`,
    404: "check LOG_ANALYTICS_WORKSPACE_ID, and AZURE_CLOUD",
    413: "the query is too long: shorten the rule or its ignore entries",
  });

/** For a read of a Sentinel resource, or of a list of them. */
export const readRemedy: Remedy = (answer) =>
  ofSentinel(answer) ??
  byStatus(answer, {
    400: SENTINEL_SETTINGS,
    403:
      "give the identity its role on the workspace's resource group (Microsoft Sentinel Reader " +
      `or more); ${SOON}`,
    404: SENTINEL_SETTINGS,
  });

/** For a write of a Sentinel resource. */
export function writeRemedy(kind: ResourceRef["kind"]): Remedy {
  const role =
    kind === "bookmark"
      ? "the bookmark writer's role (docs/security.md), or Microsoft Sentinel Contributor"
      : "Microsoft Sentinel Responder";
  return (answer) =>
    ofSentinel(answer) ??
    byStatus(answer, {
      400: `Azure rejects this ${kind} as it is: report it with this line`,
      403: `give the identity its role on the workspace's resource group: ${role}; ${SOON}`,
      404:
        kind === "relation" || kind === "comment"
          ? `what it belongs to was deleted in the meantime; ${PASSING}`
          : SENTINEL_SETTINGS,
      409: `somebody else wrote it in the meantime; ${PASSING}`,
      412: `somebody else changed it in the meantime; ${PASSING}`,
      413: `this ${kind} is too large for Azure: report it with this line`,
    });
}

/** For a row of the table of findings. */
export const rowRemedy: Remedy = (answer) =>
  byStatus(answer, {
    400: "Azure rejects this row as it is: report it with this line",
    401: "check the app's identity",
    403:
      "give the identity Monitoring Metrics Publisher on the data collection rule; a new role can " +
      "take half an hour to take effect",
    404:
      "check findingsEndpoint and findingsRuleId in WORKSPACES: the rule's own address and " +
      "immutable id, with the stream of the template",
    413: "this row is too large for Azure: report it with this line",
  });

/** For a read of the workspace itself, which somebody named by its resource id. */
export const workspaceRemedy: Remedy = (answer) =>
  byStatus(answer, {
    400: "check the resource id",
    401: LOGIN,
    403:
      "ask for Log Analytics Reader or Microsoft Sentinel Reader on the workspace, or name it " +
      `by its id (a GUID); ${SOON}`,
    404:
      "check the resource id, and check with `az account show` that you are logged in to its " +
      "tenant",
  });

/**
 * For the first query of a workspace with a person's own login, by status; undefined if there is no
 * better remedy than for other queries.
 */
export function firstQueryRemedy(status: number | undefined): string | undefined {
  const known: Readonly<Record<number, string>> = {
    401: LOGIN,
    403: `ask for Log Analytics Reader or Microsoft Sentinel Reader on the workspace; ${SOON}`,
    404:
      "check the workspace's id and AZURE_CLOUD, and check with `az account show` that you are " +
      "logged in to its tenant",
  };
  return known[status ?? 0];
}

/** For a read of a watchlist. */
export const watchlistRemedy: Remedy = (answer) =>
  ofSentinel(answer) ??
  byStatus(answer, {
    400: "check the alias in IGNORE_WATCHLIST",
    403:
      "give the identity its role on the workspace's resource group (Microsoft Sentinel Reader " +
      `or more); ${SOON}`,
    404: "create the watchlist, or correct its alias in IGNORE_WATCHLIST",
  });

const TABLES =
  "give the app's identity Storage Table Data Contributor on its storage account; a new role " +
  "can take some time to take effect";

/** For the ledger's table in the app's storage account. */
export const tableRemedy: Remedy = (answer) =>
  byStatus(answer, {
    0: "check AzureWebJobsStorage__accountName and the network",
    400: "check AzureWebJobsStorage__accountName: it takes a storage account with tables",
    401: TABLES,
    403: TABLES,
    404: "check AzureWebJobsStorage__accountName",
    413: "lower hunt.cap or MAX_FINDINGS",
  });

/** Whether an answer to a write is about what was written, and not about the place or the time. */
export function isAboutBody(answer: Answer): boolean {
  return (answer.status === 400 || answer.status === 413) && ofSentinel(answer) === undefined;
}

function byStatus({ status }: Answer, own: Readonly<Record<number, string>>): string {
  const known = own[status ?? 0] ?? ANYWHERE[status ?? 0];
  return known ?? ((status ?? 0) >= 500 || status === 408 ? OUTAGE : PASSING);
}

function ofSentinel({ status, code, message }: Answer): string | undefined {
  if (status === undefined || status < 400 || status >= 500) return undefined;
  if (WITHOUT_SENTINEL.test(message))
    return "onboard the workspace to Microsoft Sentinel, or check SENTINEL_WORKSPACE_NAME";
  const ofPlace = OF_THE_PLACE.find(([known]) => known.test(code))?.[1];
  if (ofPlace) return ofPlace;
  return status === 404 && /Microsoft\.OperationalInsights\/workspaces\/[^/']+'/i.test(message)
    ? SENTINEL_SETTINGS
    : undefined;
}
