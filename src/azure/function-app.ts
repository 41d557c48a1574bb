import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest, type HttpClient, RestError } from "@azure/core-rest-pipeline";
import { CallError } from "../hunt/ports.ts";
import { answerOf } from "./answer.ts";
import { callError } from "./call-error.ts";
import { PASSING_STATUSES, patiently } from "./patience.ts";
import type { Remedy } from "./remedies.ts";

/** The deployed app, by its function key. */
export interface FunctionApp {
  /** The JSON of a good answer. @throws CallError; its message is the app's own where it says why */
  get(path: string): Promise<unknown>;
  post(path: string): Promise<unknown>;
}

/** A little more than a request may take there. */
const DEADLINE_MS = 240_000;

const appRemedy: Remedy = ({ status }) => {
  if (status === 401) return "check HUNTS_FUNCTION_KEY: `az functionapp keys list` shows the keys";
  if (status === 403) return "the app does not take calls from here: look at its access restrictions and private endpoint";
  if (status === 404) return "check --app, and that this version of the app is deployed there";
  if (status === undefined) return "check --app and the network";
  if (status === 429) return "the app is busy; try again in a minute";
  return "look at the app's log, and at GET /api/health?details=true";
};

/**
 * @param address as `https://<app>.azurewebsites.net`
 * @throws where it is neither https nor on this machine: the key must not leave it unencrypted
 */
export function functionApp(
  address: string,
  key: string,
  sleep: (ms: number) => Promise<void>,
  client: HttpClient = createDefaultHttpClient(),
): FunctionApp {
  const { origin, protocol, hostname } = new URL(address);
  if (protocol !== "https:" && !["127.0.0.1", "localhost", "[::1]"].includes(hostname)) throw new Error(`${address} is no https address`);
  const call = async (method: "GET" | "POST", path: string) => {
    const what = `${method} /api/${path.split("?")[0]}`;
    try {
      const response = await patiently(async () => {
        const headers = createHttpHeaders({ "x-functions-key": key, accept: "application/json" });
        const abortSignal = AbortSignal.timeout(DEADLINE_MS);
        const request = createPipelineRequest({
          url: `${origin}/api/${path}`,
          method,
          headers,
          abortSignal,
          timeout: DEADLINE_MS,
          allowInsecureConnection: protocol === "http:",
        });
        const answered = await client.sendRequest(request);
        const own = problemsIn(answered.bodyAsText);
        // What the app itself says is its answer; a gateway's is repeated.
        if (answered.status >= 400 && own) throw new CallError(`${what}: ${answered.status}: ${own}`, REMEDY_SAID, answered.status);
        if (answered.status >= 400) throw refusal(answered.status, answered);
        return answered;
      }, sleep);
      return JSON.parse(response.bodyAsText ?? "") as unknown;
    } catch (error) {
      if (error instanceof SyntaxError) throw new CallError(`${what}: its answer is no JSON`, "check --app: is this address the app's?");
      throw callError(what, error, appRemedy);
    }
  };
  return { get: (path) => call("GET", path), post: (path) => call("POST", path) };
}

const REMEDY_SAID = "the app says so; its log has more";

function refusal(statusCode: number, response: Awaited<ReturnType<HttpClient["sendRequest"]>>): RestError {
  const { message } = answerOf({ message: "", statusCode, response });
  const said = PASSING_STATUSES.includes(statusCode) ? { response, request: response.request } : { response };
  return new RestError(message || "no reason is given", { statusCode, ...said });
}

/** The lines of an answer of guardedHttp. */
function problemsIn(body: string | null | undefined): string | undefined {
  try {
    const { problems } = JSON.parse(body ?? "") as { problems?: unknown };
    return Array.isArray(problems) ? problems.join("; ") : undefined;
  } catch {
    return undefined;
  }
}
