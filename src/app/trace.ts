import { around, type PortCall } from "../hunt/base/around.ts";
import type { SentinelResources } from "../hunt/delivery/sentinel-resources.ts";
import type { QueryWorkspace } from "../hunt/findings/query-workspace.ts";

type Call = PortCall<QueryWorkspace> | PortCall<SentinelResources>;

/**
 * The same ports, which report each call to Azure as a line when it has ended: what it was and how
 * long it took (ms), never any text from an event.
 */
export function tracePorts<T extends { queries: QueryWorkspace; sentinel: SentinelResources }>(
  ports: T,
  clock: () => number,
  tell: (line: string) => void,
): T {
  const traceCall = async (call: Call): Promise<unknown> => {
    const from = clock();
    try {
      const result = await call.run();
      tell(`${callText(call)}: ${outcomeText(call, result)}, ${clock() - from} ms`);
      return result;
    } catch (error) {
      tell(`${callText(call)}: failed, ${clock() - from} ms`);
      throw error;
    }
  };
  return {
    ...ports,
    queries: around(ports.queries, traceCall),
    sentinel: around(ports.sentinel, traceCall),
  };
}

function callText(call: Call): string {
  const { name } = call.args[0];
  switch (call.name) {
    case "query":
      return `query ${name}`;
    case "reach":
      return `list ${name} incidents`;
    default:
      return `${call.name} ${name} ${call.args[1].kind} ${call.args[1].id}`;
  }
}

function outcomeText({ name }: Call, result: unknown): string {
  switch (name) {
    case "query":
      return `${(result as Awaited<ReturnType<QueryWorkspace["query"]>>).rows.length} rows`;
    case "reach":
      return "there";
    case "read":
      return result ? "there" : "absent";
    case "create":
      return String(result);
  }
}
