import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
  RestError,
} from "@azure/core-rest-pipeline";
import { CallError } from "../hunt/base/call-error.ts";
import { parseJson } from "../hunt/base/parse-json.ts";
import { readAnswer } from "./answer.ts";
import { callError } from "./call-error.ts";
import { patiently } from "./patience.ts";
import type { Remedy } from "./remedies.ts";

/** The deployed app, called with its function key. */
export interface FunctionApp {
  /**
   * The JSON of a successful answer.
   * @throws CallError, with the app's own message if it gives one
   */
  get(path: string): Promise<unknown>;
  post(path: string): Promise<unknown>;
}

/** A little more than a request may take in the app. */
const DEADLINE_MS = 240_000;

const appRemedy: Remedy = ({ status }) => {
  if (status === 401) return "check HUNTS_FUNCTION_KEY: `az functionapp keys list` shows the keys";
  if (status === 403)
    return (
      "the app does not take calls from here: look at its access restrictions and private " +
      "endpoint"
    );
  if (status === 404) return "check --app, and that this version of the app is deployed there";
  if (status === undefined) return "check --app and the network";
  if (status === 429) return "the app is busy; try again in a minute";
  return "look at the app's log, and at GET /api/health?details=true";
};

/**
 * @param address such as `https://<app>.azurewebsites.net`
 * @throws Error if it is neither https nor on this machine: the key must not leave it unencrypted
 */
export function functionApp(
  address: string,
  key: string,
  sleep: (ms: number) => Promise<void>,
  client: HttpClient = createDefaultHttpClient(),
): FunctionApp {
  const { origin, protocol, hostname } = new URL(address);
  if (protocol !== "https:" && !["127.0.0.1", "localhost", "[::1]"].includes(hostname))
    throw new Error(`${address} is not an https address`);
  const call = async (method: "GET" | "POST", path: string) => {
    const what = `${method} /api/${path.split("?")[0]}`;
    try {
      const { bodyAsText } = await patiently(async () => {
        const response = await client.sendRequest(
          makeRequest(method, `${origin}/api/${path}`, key),
        );
        if (response.status >= 400) throw refusal(what, response);
        return response;
      }, sleep);
      return JSON.parse(bodyAsText ?? "") as unknown;
    } catch (error) {
      if (error instanceof SyntaxError)
        throw new CallError(
          `${what}: its answer is not JSON`,
          "check --app: is this address the app's?",
        );
      throw callError(what, error, appRemedy);
    }
  };
  return { get: (path) => call("GET", path), post: (path) => call("POST", path) };
}

function makeRequest(method: "GET" | "POST", url: string, key: string): PipelineRequest {
  const headers = createHttpHeaders({ "x-functions-key": key, accept: "application/json" });
  const abortSignal = AbortSignal.timeout(DEADLINE_MS);
  return createPipelineRequest({
    url,
    method,
    headers,
    abortSignal,
    allowInsecureConnection: url.startsWith("http:"),
  });
}

/**
 * An answer of the app itself is final, and the call is not repeated; a gateway may answer
 * differently a moment later.
 */
function refusal(what: string, response: PipelineResponse): Error {
  const { status: statusCode, bodyAsText, request } = response;
  const own = problemsIn(bodyAsText);
  if (own)
    return new CallError(
      `${what}: ${statusCode}: ${own}`,
      "the app says so; its log has more",
      statusCode,
    );
  const { message } = readAnswer({ message: "", statusCode, response });
  return new RestError(message || "no reason is given", { statusCode, request, response });
}

/** The problems in an answer of guardedHttp, as one line. */
function problemsIn(body: string | null | undefined): string | undefined {
  const { problems } = (parseJson(body ?? "") ?? {}) as { problems?: unknown };
  return Array.isArray(problems) ? problems.join("; ") : undefined;
}
