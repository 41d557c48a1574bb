import { openTable, tableRows } from "../../src/azure/table-rows.ts";
import type { TableRows } from "../../src/stores/table-rows.ts";

/** A table of Azurite with the product's own client, whose requests are counted. */
export async function openCountedTable(
  connection: string,
): Promise<{ readonly rows: TableRows; readonly requests: () => number }> {
  const client = await openTable("hunts", { connection });
  let requests = 0;
  client.pipeline.addPolicy({
    name: "count",
    sendRequest(request, next) {
      requests += 1;
      return next(request);
    },
  });
  return { rows: tableRows(client), requests: () => requests };
}
