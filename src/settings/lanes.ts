import * as z from "zod";
import { checkValue, type Fault, fits, nearRemedy } from "../content/check-value.ts";
import { unquote } from "../content/unquote.ts";
import { parseJson } from "../hunt/base/parse-json.ts";
import type { Problem } from "../hunt/base/problem.ts";
import type { Workspace } from "../hunt/base/workspace.ts";

/** One identity with its workspaces, which share Azure's limits. */
export interface Lane {
  readonly name: string;
  /**
   * The user-assigned identity or app registration that makes the calls; undefined: the app's own
   * identity.
   */
  readonly clientId: string | undefined;
  /** Another tenant, in which the app registration `clientId` has a service principal. */
  readonly tenantId: string | undefined;
  readonly workspaces: readonly Workspace[];
}

export const DEFAULT_LANE = "Default";

const guid = z.guid("must be a GUID");
const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9]{0,29}$/, "must be letters and digits, a letter first, at most 30");

/** What the addresses of data collection rules end in, in each cloud (src/azure/clouds.ts). */
const INGESTION_HOSTS = ["ingest.monitor.azure.com", "ingest.monitor.azure.us"];

const ENDPOINT = new RegExp(
  `^https://([a-z0-9-]{1,63}\\.){1,6}(${INGESTION_HOSTS.map((host) => host.replaceAll(".", "\\.")).join("|")})/?$`,
  "i",
);

/** An address of Azure's own: any other host could receive findings, and tokens. */
const endpoint = z
  .string()
  .regex(ENDPOINT, `must be the rule's own address for logs, https://....${INGESTION_HOSTS[0]}`)
  .transform((text) => text.toLowerCase().replace(/\/$/, ""));

const workspaceSchema = z
  .strictObject({
    workspaceId: guid.transform((id) => id.toLowerCase()),
    subscriptionId: guid,
    resourceGroup: z.string().min(1).max(90),
    workspaceName: z.string().min(1).max(63),
    findingsEndpoint: endpoint.optional(),
    findingsRuleId: z
      .string()
      .regex(/^dcr-[0-9a-f]{32}$/, "must be a data collection rule's immutable id (dcr-...)")
      .optional(),
  })
  .refine(
    (one) => (one.findingsEndpoint === undefined) === (one.findingsRuleId === undefined),
    "findingsEndpoint and findingsRuleId belong together: give both or neither",
  );

const laneSchema = z
  .strictObject({
    lane: name,
    clientId: guid.optional(),
    tenantId: guid.optional(),
    workspaces: z.array(workspaceSchema).min(1),
  })
  .refine(({ clientId, tenantId }) => !tenantId || clientId, {
    message: "a tenantId needs the clientId of the app registration in it",
    path: ["clientId"],
  });

const lanesSchema = z
  .array(laneSchema, "must be a JSON list of lanes")
  .min(1)
  .refine(
    (lanes) => new Set(lanes.map(({ lane }) => lane.toLowerCase())).size === lanes.length,
    "two lanes have one name (letter case does not count)",
  )
  .refine((lanes) => {
    const ids = lanes.flatMap(({ workspaces }) => workspaces.map(({ workspaceId }) => workspaceId));
    return new Set(ids).size === ids.length;
  }, "a workspace is named twice")
  .refine((lanes) => {
    const identities = lanes.map(({ clientId = "", tenantId = "" }) =>
      `${clientId} ${tenantId}`.toLowerCase(),
    );
    return new Set(identities).size === lanes.length;
  }, "two lanes have one identity, which shares its limits: put their workspaces into one lane");

const FORM =
  "WORKSPACES is a JSON list such as " +
  '[{"lane":"Main","workspaces":[{"workspaceId":"...","subscriptionId":"...","resourceGroup":"...","workspaceName":"..."}]}]';

/** The lanes of the setting WORKSPACES, or everything that is wrong with it. */
export function readLanes(text: string): { lanes: Lane[] } | { problems: Problem[] } {
  const checked = checkValue(lanesSchema, parseJson(text));
  if ("value" in checked)
    return {
      lanes: checked.value.map(({ lane, clientId, tenantId, workspaces }) => ({
        name: lane,
        clientId,
        tenantId,
        workspaces: workspaces.map(toWorkspace),
      })),
    };
  return { problems: checked.faults.map(faultProblem) };
}

function faultProblem(fault: Fault): Problem {
  return {
    where: ["WORKSPACES", ...fault.path.map(String)].join("."),
    message: fault.message,
    remedy: nearRemedy(fault) ?? FORM,
  };
}

function toWorkspace({
  workspaceId,
  subscriptionId,
  resourceGroup,
  workspaceName,
  findingsEndpoint,
  findingsRuleId,
}: z.infer<typeof workspaceSchema>): Workspace {
  const findings =
    findingsEndpoint && findingsRuleId
      ? { findings: { endpoint: findingsEndpoint, ruleId: findingsRuleId } }
      : {};
  return { id: workspaceId, subscriptionId, resourceGroup, name: workspaceName, ...findings };
}

/**
 * The names under which timers are registered. They are read leniently, because registration must
 * never fail. If no name can be read, there is one default lane, whose runs say why.
 */
export function laneNames(text: string | undefined): string[] {
  const lanes = parseJson(unquote(text ?? ""));
  const given = Array.isArray(lanes)
    ? lanes.map((lane: unknown) => (lane as { lane?: unknown } | null)?.lane)
    : [];
  const names = given.filter((one): one is string => typeof one === "string" && fits(name, one));
  const unique = names.filter(
    (one, index) => names.findIndex((other) => other.toLowerCase() === one.toLowerCase()) === index,
  );
  return unique.length > 0 ? unique : [DEFAULT_LANE];
}
