import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
  RestError,
} from "@azure/core-rest-pipeline";
import { type Emulator, Unreachable } from "./emulator.ts";
import { unpackBody } from "./unpack-body.ts";

/** The emulator as a transport of the Azure SDK: the same clients and URLs, but no network. */
export function emulatorClient(emulator: Emulator): HttpClient {
  return {
    async sendRequest(request) {
      if (request.abortSignal?.aborted)
        throw Object.assign(new Error("The operation was aborted."), { name: "AbortError" });
      try {
        const answer = await emulator.handle({
          method: request.method,
          url: new URL(request.url),
          headers: request.headers,
          ...unpackBody(bytesOf(request.body), request.headers.get("content-encoding")),
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

/** The clients in use send a text, or the bytes of one; any other body is taken as none. */
function bytesOf(body: PipelineRequest["body"]): Uint8Array {
  if (typeof body === "string") return Buffer.from(body);
  return body instanceof Uint8Array ? body : new Uint8Array();
}

function toResponse(
  request: PipelineRequest,
  status: number,
  headers: Readonly<Record<string, string>>,
  bodyAsText: string,
): PipelineResponse {
  return { request, status, headers: createHttpHeaders(headers), bodyAsText };
}
