import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { AppHost, HttpCall } from "./host.ts";

export const FUNCTION_KEY = "the-function-key-of-the-tests";

export interface AppServer {
  readonly address: string;
  /** Answers the next requests in place of the app, as a gateway does. */
  instead(status: number, headers?: Readonly<Record<string, string>>, times?: number): void;
  close(): void;
}

/** The functions that the command line calls, by the paths they are registered under. */
const ROUTES: readonly (readonly [
  path: RegExp,
  call: (match: RegExpExecArray) => { name: string; params: Record<string, string> },
])[] = [
  [
    /^\/api\/accept(?:\/([^/]+))?(?:\/([^/]+))?$/,
    ([, run = "", step = ""]) => ({
      name: "accept",
      params: { ...(run ? { run } : {}), ...(step ? { step } : {}) },
    }),
  ],
  [/^\/api\/runs\/([^/]+)$/, ([, id = ""]) => ({ name: "readRun", params: { id } })],
];

/**
 * The app over HTTP, as the Functions host shows it: a wrong key is 401 without a body, an unknown
 * path 404.
 */
export async function serveApp(host: AppHost): Promise<AppServer> {
  const waiting: { status: number; headers: Readonly<Record<string, string>> }[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const gateway = waiting.shift();
    if (gateway) return void response.writeHead(gateway.status, gateway.headers).end();
    if (request.headers["x-functions-key"] !== FUNCTION_KEY)
      return void response.writeHead(401).end();
    const found = ROUTES.flatMap(([path, call]) => {
      const match = path.exec(url.pathname);
      return match ? [call(match)] : [];
    })[0];
    if (!found) return void response.writeHead(404).end();
    const call: HttpCall = {
      method: request.method ?? "GET",
      query: Object.fromEntries(url.searchParams),
      params: found.params,
    };
    // The stand-in of the host takes one invocation at a time.
    last = last
      .then(() => host.http(found.name, call))
      .then(
        ({ status, body }) =>
          response
            .writeHead(status, { "content-type": "application/json" })
            .end(JSON.stringify(body)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    instead: (status, headers = {}, times = 1) =>
      waiting.push(...Array.from({ length: times }, () => ({ status, headers }))),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
