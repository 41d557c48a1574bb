import { gunzipSync, gzipSync } from "node:zlib";
import type { TokenCredential } from "@azure/core-auth";
import { odata, TableClient, type TableEntityResult } from "@azure/data-tables";
import type { StoredRow, TableRow, TableRows } from "../coverage/table-rows.ts";
import { CallError } from "../hunt/ports.ts";
import { callError } from "./call-error.ts";

/** A binary property holds at most 64 KiB, an entity 1 MiB. Source: Azure Table storage limits. */
const CHUNK = 60_000;
const MOST_CHUNKS = 16;

type Entity = { partitionKey: string; rowKey: string; tag: string; chunks: number } & Record<string, unknown>;

/** Rows of one Azure table. Values are JSON, compressed, over as many properties as they need. */
export function tableRows(client: TableClient): TableRows {
  return {
    get: (partition, row) => unless([404], undefined, async () => stored(await client.getEntity<Entity>(partition, row))),
    insert: (row) => unless([409], false, () => done(client.createEntity(entity(row)))),
    replace: (row, etag) => unless([404, 412], false, () => done(client.updateEntity(entity(row), "Replace", { etag }))),
    put: (row) => call(async () => void (await client.upsertEntity(entity(row), "Replace"))),
    delete: ({ partition, row, etag }) =>
      unless([404, 412], undefined, async () => void (await client.deleteEntity(partition, row, { etag }))),
    list: (partition, from, to, tag) => call(() => list(client, partition, from, to, tag)),
  };
}

/** A client for a table that is there, made where it is not. `connection` names Azurite; else the identity is used. */
export async function openTable(
  table: string,
  account: { url: string; credential: TokenCredential } | { connection: string },
): Promise<TableClient> {
  const client =
    "connection" in account
      ? TableClient.fromConnectionString(account.connection, table, { allowInsecureConnection: true })
      : new TableClient(account.url, table, account.credential);
  await call(() => client.createTable());
  return client;
}

async function list(client: TableClient, partition: string, from: string, to: string, tag: string | undefined): Promise<StoredRow[]> {
  const range = odata`PartitionKey eq ${partition} and RowKey ge ${from} and RowKey lt ${to}`;
  const filter = tag === undefined ? range : `${range} and ${odata`tag eq ${tag}`}`;
  const found: StoredRow[] = [];
  for await (const one of client.listEntities<Entity>({ queryOptions: { filter } })) found.push(stored(one));
  return found;
}

function entity({ partition, row, tag, value }: TableRow): Entity {
  const bytes = gzipSync(JSON.stringify(value));
  const chunks = Math.ceil(bytes.length / CHUNK);
  if (chunks > MOST_CHUNKS)
    throw new CallError(`the state's row ${row} is larger than a table can hold (${bytes.length} bytes)`, "lower hunt.cap or MAX_FINDINGS");
  const parts = Array.from({ length: chunks }, (_, index) => [`p${index}`, bytes.subarray(index * CHUNK, (index + 1) * CHUNK)]);
  return { partitionKey: partition, rowKey: row, tag, chunks, ...Object.fromEntries(parts) };
}

function stored(found: TableEntityResult<Entity>): StoredRow {
  const parts = Array.from({ length: found.chunks }, (_, index) => found[`p${index}`] as Uint8Array);
  const value: unknown = JSON.parse(gunzipSync(Buffer.concat(parts)).toString("utf8"));
  return { partition: found.partitionKey, row: found.rowKey, tag: found.tag, value, etag: found.etag };
}

async function done(request: Promise<unknown>): Promise<boolean> {
  await request;
  return true;
}

async function call<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw callError("the state table", error);
  }
}

/** The call's result, or `otherwise` where it is answered with one of the statuses. */
async function unless<T>(statuses: readonly number[], otherwise: T, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (statuses.includes((error as { statusCode?: number }).statusCode ?? 0)) return otherwise;
    throw callError("the state table", error);
  }
}
