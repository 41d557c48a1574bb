import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTable, tableRows } from "../../src/azure/table-rows.ts";
import type { TableRows } from "../../src/coverage/table-rows.ts";
import { tablesStore } from "../../src/coverage/tables.ts";
import { emptySlot } from "../../src/hunt/slot.ts";
import { testCoverageStore } from "../conformance/coverage-store.ts";
import { type Azurite, startAzurite } from "./azurite.ts";

let azurite: Azurite;
let names = 0;
const opened: TableRows[] = [];

beforeAll(async () => {
  azurite = await startAzurite();
  for (let index = 0; index < 20; index++) opened.push(await fresh());
});
afterAll(() => azurite?.stop());

async function fresh(): Promise<TableRows> {
  names += 1;
  return tableRows(await openTable(`hunts${names}`, { connection: azurite.connection }));
}

describe("in Azure Tables", () => {
  testCoverageStore(() => {
    const rows = opened.pop()!;
    return { open: () => tablesStore(rows) };
  });

  test("a record of a newer version is refused, not misread", async () => {
    const rows = await fresh();
    const key = { ruleId: "r", workspaceId: "w" };
    await tablesStore(rows).putSlots(key, [{ ...emptySlot({ from: 0, to: 1 }), version: 2 as 1 }]);
    await expect(tablesStore(rows).slots(key, { from: 0, to: 1 })).rejects.toThrow("has version 2");
  });

  test("a table that is there is opened, not made again", async () => {
    const name = `t${randomUUID().replaceAll("-", "")}`;
    await openTable(name, { connection: azurite.connection });
    await expect(openTable(name, { connection: azurite.connection })).resolves.toBeDefined();
  });
});
