import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WriteFailed } from "../files/file-fault.ts";
import { type Emulator, Unreachable } from "./emulator.ts";
import { failure } from "./http.ts";
import { unpackBody } from "./unpack-body.ts";

const LOOPBACK = "127.0.0.1";

/** The accepted Host headers. Rejecting others prevents DNS rebinding by web pages. */
const HOST = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/** The largest body accepted, as sent. Real ones are smaller: rows to ingest are at most 1 MiB. */
const MOST_BYTES = 4 * 1024 * 1024;

export interface Listening {
  readonly server: Server;
  readonly port: number;
}

/** Serves the emulator on a loopback port (0 picks a free one) until the server is closed. */
export function listen(emulator: Emulator, port: number): Promise<Listening> {
  const server = createServer((request, response) => {
    answer(emulator, request, response).catch((error: unknown) => {
      if (error instanceof Unreachable) request.socket.destroy();
      else respond(response, failure(500, "InternalError", describeFault(error)));
    });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () =>
      resolve({ server, port: (server.address() as AddressInfo).port }),
    );
  });
}

/** The stack of a bug, but only the message for a full disk and the like. */
function describeFault(error: unknown): string {
  if (error instanceof WriteFailed) return `${error.message}; ${error.remedy}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function answer(
  emulator: Emulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!HOST.test(request.headers.host ?? ""))
    return respond(
      response,
      failure(421, "MisdirectedRequest", "This emulator answers for this machine only."),
    );
  const bytes = await readBody(request);
  if (bytes === undefined)
    return respond(
      response,
      failure(413, "RequestEntityTooLarge", "The request body is too large."),
    );
  const headers = { get: (name: string) => request.headers[name.toLowerCase()]?.toString() };
  const url = new URL(request.url ?? "/", `https://${request.headers.host ?? LOOPBACK}`);
  const body = unpackBody(bytes, headers.get("content-encoding"));
  respond(
    response,
    await emulator.handle({ method: request.method ?? "GET", url, headers, ...body }),
  );
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function respond(
  response: ServerResponse,
  {
    status,
    headers,
    body,
  }: { status: number; headers: Readonly<Record<string, string>>; body: string },
): void {
  response.writeHead(status, headers);
  response.end(body);
}
