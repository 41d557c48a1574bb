import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type PipelineResponse,
  RestError,
} from "@azure/core-rest-pipeline";
import { parseJson } from "../hunt/base/parse-json.ts";
import { type Workspace, workspaceArmId } from "../hunt/base/workspace.ts";
import type { ArmAnswer, ArmCall, ArmCalls } from "../hunt/delivery/arm-call.ts";
import type { AzureAccess } from "./access.ts";
import { readAnswer } from "./answer.ts";
import { callError } from "./call-error.ts";
import { endInTime } from "./deadline.ts";
import { PASSING_STATUSES, patiently } from "./patience.ts";
import { readRemedy } from "./remedies.ts";
import { ARM_DEADLINE_MS } from "./sentinel-client.ts";

/**
 * Makes one call to the ARM API below a workspace.
 * @throws the pipeline's own error if there was no answer
 */
export type ArmSend = (workspace: Workspace, call: ArmCall) => Promise<ArmAnswer>;

/**
 * Uses the SDK's pipeline without a client's models, which drop fields and treat a success that
 * they do not declare as an error.
 */
export function armSend(
  { credential, cloud, httpClient, stopped, policies = [] }: AzureAccess,
  sleep: (ms: number) => Promise<void>,
): ArmSend {
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 0 } });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: cloud.armScope }));
  const limit = endInTime(ARM_DEADLINE_MS, stopped ? { stopped } : {});
  for (const policy of [...policies, limit]) pipeline.addPolicy(policy);
  const client = httpClient ?? createDefaultHttpClient();
  return async (workspace, call) => {
    const from = Date.now();
    const response = await patiently(async () => {
      const sent = await pipeline.sendRequest(client, makeRequest(cloud.arm, workspace, call));
      if (!PASSING_STATUSES.includes(sent.status)) return sent;
      throw new RestError(`status ${sent.status}`, {
        statusCode: sent.status,
        response: sent,
        request: sent.request,
      });
    }, sleep);
    return answerIn(response, Date.now() - from);
  };
}

/** The same, but throws a CallError if there was no answer. */
export function armCalls(access: AzureAccess, sleep: (ms: number) => Promise<void>): ArmCalls {
  const send = armSend(access, sleep);
  return {
    async send(workspace, call) {
      try {
        return await send(workspace, call);
      } catch (error) {
        throw callError(
          `${call.method} ${call.path.split("/").slice(0, 4).join("/")}`,
          error,
          readRemedy,
        );
      }
    },
  };
}

function makeRequest(
  endpoint: string,
  workspace: Workspace,
  { method, path, version, query = {}, body, ifMatch }: ArmCall,
) {
  const url = new URL(`${endpoint}${workspaceArmId(workspace)}${path}`);
  for (const [name, value] of [["api-version", version], ...Object.entries(query)])
    url.searchParams.set(name ?? "", value ?? "");
  const headers = createHttpHeaders({
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(ifMatch === undefined ? {} : { "if-match": ifMatch }),
  });
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return createPipelineRequest({ url: url.toString(), method, headers, ...sent });
}

function answerIn({ status, bodyAsText }: PipelineResponse, ms: number): ArmAnswer {
  const body = parseJson(bodyAsText ?? "");
  if (status < 400) return { status, code: "", message: "", body, ms };
  const { code, message } = readAnswer({
    message: "",
    statusCode: status,
    response: { bodyAsText },
  });
  return { status, code, message, body, ms };
}
