import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
} from "@azure/core-rest-pipeline";
import type { AzureAccess } from "../../src/azure/access.ts";
import { CLOUDS } from "../../src/azure/clouds.ts";
import { LOCAL_CREDENTIAL } from "../../src/azure/loopback.ts";

export interface Answered {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer as Azure gives an error. */
export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answered {
  return { status, body: { error: { code, message } }, headers };
}

/** A transport that answers as it is told, and the requests that it got. */
export function answering(answer: (request: PipelineRequest, count: number) => Answered): {
  access: AzureAccess;
  seen: PipelineRequest[];
} {
  const seen: PipelineRequest[] = [];
  const httpClient: HttpClient = {
    async sendRequest(request) {
      seen.push(request);
      const { status, body, headers = {} } = answer(request, seen.length);
      const bodyAsText =
        body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
      return {
        request,
        status,
        headers: createHttpHeaders({ "content-type": "application/json", ...headers }),
        bodyAsText,
      };
    },
  };
  return { access: { credential: LOCAL_CREDENTIAL, cloud: CLOUDS.AzurePublic, httpClient }, seen };
}
