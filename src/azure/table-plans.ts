import { CallError } from "../hunt/base/call-error.ts";
import type { TablePlans } from "../hunt/findings/table-plans.ts";
import type { AzureAccess } from "./access.ts";
import { armReads } from "./arm-reads.ts";

export function tablePlans(access: AzureAccess): TablePlans {
  const read = armReads(access);
  return {
    async plan(workspace, table) {
      try {
        const { plan } = await read(
          `plan of table ${table}`,
          workspace,
          `/tables/${encodeURIComponent(table)}`,
        );
        return typeof plan === "string" ? plan : "";
      } catch (error) {
        if (error instanceof CallError && error.status === 404) return undefined;
        throw error;
      }
    },
  };
}
