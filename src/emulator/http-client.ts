import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
  RestError,
} from "@azure/core-rest-pipeline";
import { type Emulator, Unreachable } from "./emulator.ts";

/** The emulator as a transport of the Azure SDK: the same clients and URLs, but no network. */
export function emulatorClient(emulator: Emulator): HttpClient {
  return {
    async sendRequest(request) {
      if (request.abortSignal?.aborted)
        throw Object.assign(new Error("The operation was aborted."), { name: "AbortError" });
      try {
        const body = typeof request.body === "string" ? request.body : "";
        const answer = await emulator.handle({
          method: request.method,
          url: new URL(request.url),
          headers: request.headers,
          body,
        });
        request.onDownloadProgress?.({ loadedBytes: Buffer.byteLength(answer.body) });
        return toResponse(request, answer.status, answer.headers, answer.body);
      } catch (error) {
        if (error instanceof Unreachable)
          throw new RestError(error.message, { code: error.code, request });
        throw error;
      }
    },
  };
}

function toResponse(
  request: PipelineRequest,
  status: number,
  headers: Readonly<Record<string, string>>,
  bodyAsText: string,
): PipelineResponse {
  return { request, status, headers: createHttpHeaders(headers), bodyAsText };
}
