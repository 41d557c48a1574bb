import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import type { Emulator } from "../../src/emulator/emulator.ts";
import type { FaultKind } from "../../src/emulator/faults.ts";
import { emulatorClient } from "../../src/emulator/http-client.ts";
import type { Calls } from "./calls.ts";
import type { ObservedResources } from "./changes.ts";
import { kindOf, nameOf } from "./changes.ts";
import type { Instance } from "./instance.ts";
import type { CallKind, Happening, Trouble } from "./schedule.ts";

export interface TransportOptions {
  readonly emulator: Emulator;
  readonly resources: ObservedResources;
  readonly calls: Calls;
  readonly now: () => number;
  /** Matches the URLs of the second workspace. */
  readonly second: RegExp;
  /** The host that Azure refuses: no write that names it succeeds. */
  readonly refused: string | undefined;
  /** Called for each write that was carried out; `sent` is when its request was sent, ms. */
  readonly written: (instance: Instance, url: string, sent: number) => Promise<void>;
}

/** The emulator as a process reaches it: every request is an external call. */
export function transportOf(instance: Instance, options: TransportOptions): HttpClient {
  const { calls, now } = options;
  return {
    sendRequest(request) {
      const of = callKind(request);
      const sent = now();
      const refused = isRefused(request, of, options.refused);
      const carryOut = async (fault?: Happening) => {
        const [answer] = await Promise.allSettled([send(request, instance, options, fault)]);
        if (request.method === "PUT") await options.written(instance, request.url, sent);
        if (answer.status === "rejected") throw answer.reason;
        return answer.value;
      };
      return calls.make(instance, {
        of,
        text: of === "query" || of === "list" ? "" : nameOf(new URL(request.url).pathname),
        concerns: (trouble) => isAbout(trouble, of, request.url, options.second),
        make: () => carryOut(refused ? REFUSAL : undefined),
        async fail(mishap) {
          if (refused) return carryOut(REFUSAL);
          if (mishap.what !== "timeout") return carryOut(mishap);
          if (mishap.stood) await carryOut();
          return untilGivenUp(request);
        },
      });
    },
  };
}

const REFUSAL = { what: "400", stood: false, ms: 0 };

/** The emulator answers, and changes what it keeps, before this resolves. */
async function send(
  request: PipelineRequest,
  instance: Instance,
  { emulator, resources, now }: TransportOptions,
  fault: Happening | undefined,
): Promise<PipelineResponse> {
  if (fault)
    emulator.faults.add({ kind: fault.what as FaultKind, carriedOut: fault.stood, ms: fault.ms });
  const response = await resources.as(instance.name, () =>
    emulatorClient(emulator).sendRequest(request),
  );
  if (!response.headers.has("date")) response.headers.set("date", new Date(now()).toUTCString());
  return response;
}

/** Waits, without an answer, until the client gives up. */
export function untilGivenUp({ abortSignal }: PipelineRequest): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = () =>
      reject(Object.assign(new Error("The operation was aborted."), { name: "AbortError" }));
    if (abortSignal?.aborted) giveUp();
    else abortSignal?.addEventListener("abort", giveUp);
  });
}

function callKind({ method, url }: PipelineRequest): CallKind {
  const { pathname } = new URL(url);
  if (pathname.endsWith("/query")) return "query";
  if (/\/incidents$/i.test(pathname)) return "list";
  return `${method === "PUT" ? "write" : "read"} ${kindOf(pathname)}`;
}

function isAbout(trouble: Trouble["what"], of: CallKind, url: string, second: RegExp): boolean {
  if (trouble === "bookmarks may not be written") return of === "write bookmark";
  if (trouble === "answers are partial") return of === "query";
  return trouble === "the second workspace hangs" && second.test(url);
}

function isRefused({ body }: PipelineRequest, of: CallKind, refused: string | undefined): boolean {
  return (
    refused !== undefined &&
    of.startsWith("write") &&
    of !== "write relation" &&
    String(body).includes(refused)
  );
}
