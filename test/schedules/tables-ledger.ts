import {
  createHttpHeaders,
  type PipelinePolicy,
  type PipelineRequest,
  type PipelineResponse,
  RestError,
} from "@azure/core-rest-pipeline";
import { openTable, tableRows } from "../../src/azure/table-rows.ts";
import type { Lease } from "../../src/stores/ledger.ts";
import { tablesStore } from "../../src/stores/tables.ts";
import { startAzurite } from "../stores/azurite.ts";
import type { Calls } from "./calls.ts";
import type { Instance } from "./instance.ts";
import type { ScheduleLedger } from "./ledger-truth.ts";
import type { CallKind, Mishap } from "./schedule.ts";
import { untilGivenUp } from "./transport.ts";
import type { VirtualTime } from "./virtual-time.ts";

const ALWAYS = { from: 0, to: 1e14 };
const CODES: Readonly<Record<string, string>> = {
  409: "EntityAlreadyExists",
  412: "UpdateConditionNotSatisfied",
  500: "InternalError",
  503: "ServerBusy",
};

let connected: string | undefined;
let tables = 0;

/** Starts Azurite, in real time. */
export async function connectTables(): Promise<void> {
  connected ??= (await startAzurite()).connection;
}

/**
 * A table in Azurite, reached by the product's own client. What goes wrong goes wrong with the
 * client's requests, below its repetitions. `connectTables` must be called first.
 */
export async function tablesLedger(calls: Calls, time: VirtualTime): Promise<ScheduleLedger> {
  const connection = connected ?? "";
  tables += 1;
  const name = `schedule${tables}`;
  const client = await time.outside(() => openTable(name, { connection }));
  const rows = tableRows(client);
  const store = tablesStore(rows);
  return {
    truth: {
      coverage: async (key) => (await time.outside(() => store.read(key))).coverage,
      slots: (key) => time.outside(() => store.slots(key, ALWAYS)),
      ask: (run) => time.outside(() => store.ask(run)),
      waitingRuns: (lane) => time.outside(() => store.waitingRuns(lane)),
      async lease({ ruleId, workspaceId }) {
        const found = await time.outside(() =>
          rows.get(`${ruleId}_${workspaceId}`.toLowerCase(), "lease"),
        );
        return found?.value as Lease | undefined;
      },
    },
    async storeOf(instance) {
      const own = await time.outside(() => openTable(name, { connection }));
      own.pipeline.addPolicy(mishapPolicy(instance, calls, time), { afterPhase: "Retry" });
      return tablesStore(tableRows(own));
    },
    end: async () => void (await time.outside(() => client.deleteTable())),
  };
}

function mishapPolicy(instance: Instance, calls: Calls, time: VirtualTime): PipelinePolicy {
  return {
    name: "mishaps",
    sendRequest(request, next) {
      const make = () => time.outside(() => next(request));
      return calls.make(instance, {
        of: callKind(request),
        text: `${request.method} ${new URL(request.url).pathname.split("/").at(-1)}`,
        concerns: (trouble) => trouble === "the ledger answers 503",
        make,
        async fail({ what, stood }: Pick<Mishap, "what" | "stood">) {
          if (stood) await make();
          if (what === "timeout") return untilGivenUp(request);
          if (what === "reset")
            throw new RestError("read ECONNRESET", { code: "ECONNRESET", request });
          return refusal(request, what);
        },
      });
    },
  };
}

function callKind({ method, url, body }: PipelineRequest): CallKind {
  if (
    /lease/.test(decodeURIComponent(url)) ||
    (method === "POST" && /"RowKey":"lease"/.test(String(body)))
  )
    return "lease";
  return method === "GET" ? "ledger read" : "ledger write";
}

/**
 * Answers with a conflict only if the request can have one: 409 for an insert, 412 for a change of
 * what was read.
 */
function refusal(request: PipelineRequest, what: string): PipelineResponse {
  const conditional = (request.headers.get("if-match") ?? "*") !== "*";
  const possible = what === "409" ? request.method === "POST" : what === "412" ? conditional : true;
  const status = possible ? what : "503";
  const body = {
    "odata.error": { code: CODES[status], message: { lang: "en-US", value: CODES[status] } },
  };
  const headers = createHttpHeaders({ "content-type": "application/json;odata=minimalmetadata" });
  return { request, status: Number(status), headers, bodyAsText: JSON.stringify(body) };
}
