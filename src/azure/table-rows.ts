import { gunzipSync, gzipSync } from "node:zlib";
import type { TokenCredential } from "@azure/core-auth";
import {
  odata,
  TableClient,
  type TableEntityQueryOptions,
  type TableEntityResult,
  type TransactionAction,
} from "@azure/data-tables";
import { groupBy } from "../hunt/base/by-key.ts";
import { CallError } from "../hunt/base/call-error.ts";
import type {
  OnlyKeys,
  RowKey,
  RowRange,
  StoredRow,
  TableRow,
  TableRows,
} from "../stores/table-rows.ts";
import { clientOptions } from "./access.ts";
import { callError } from "./call-error.ts";
import { endInTime } from "./deadline.ts";
import { tableRemedy } from "./remedies.ts";

/** A binary property holds at most 64 KiB, an entity 1 MiB. Source: Azure Table storage limits. */
const CHUNK = 60_000;
const MOST_CHUNKS = 16;
/** A call, or a page of a list, that takes longer than this with its repetitions has failed. */
const DEADLINE_MS = 30_000;
const RETRIES = { maxRetries: 2, retryDelayInMs: 300, maxRetryDelayInMs: 2_000 };
/** Actions in one transaction at most. */
const MOST_ACTIONS = 100;
/** Transactions at once: enough for a page of 1,000 rows of one partition. */
const DELETES_AT_ONCE = 10;

type Entity = { partitionKey: string; rowKey: string; tag: string; chunks: number } & Record<
  string,
  unknown
>;

/** Rows of one Azure table. Values are compressed JSON in as many properties as they need. */
export function tableRows(client: TableClient): TableRows {
  return {
    get: (partition, row) =>
      unless([404], undefined, async () =>
        toStoredRow(await client.getEntity<Entity>(partition, row)),
      ),
    insert: (row) => unless([409], undefined, () => newEtag(client.createEntity(entity(row)))),
    replace: (row, etag) =>
      unless([404, 412], undefined, () =>
        newEtag(client.updateEntity(entity(row), "Replace", { etag })),
      ),
    put: (row) => call(async () => void (await client.upsertEntity(entity(row), "Replace"))),
    delete: ({ partition, row, etag }) =>
      unless(
        [404, 412],
        undefined,
        async () => void (await client.deleteEntity(partition, row, { etag })),
      ),
    deleteAll: (gone) => call(() => deleteAll(client, gone)),
    deleteRange: (range, partitions, over) =>
      call(() => deleteRange(client, range, partitions, over)),
    keys: (from, to, only = {}) => call(() => keys(client, from, to, only)),
    list: (partition, ...ranges) => call(() => list(client, partition, ranges)),
  };
}

/**
 * A client for a table, which is created if it does not exist. `connection` is for Azurite; without
 * it, the identity is used.
 */
export async function openTable(
  table: string,
  account: { url: string; credential: TokenCredential } | { connection: string },
): Promise<TableClient> {
  const options = { retryOptions: RETRIES, ...clientOptions({}, endInTime(DEADLINE_MS, {})) };
  const client =
    "connection" in account
      ? TableClient.fromConnectionString(account.connection, table, {
          allowInsecureConnection: true,
          ...options,
        })
      : new TableClient(account.url, table, account.credential, options);
  await call(() => client.createTable());
  return client;
}

async function list(
  client: TableClient,
  partition: string,
  ranges: readonly RowRange[],
): Promise<StoredRow[]> {
  const filter =
    `${odata`PartitionKey eq ${partition}`} and ` +
    `(${ranges.map((range) => `(${rangeFilter(range)})`).join(" or ")})`;
  const found: StoredRow[] = [];
  for await (const page of pages<Entity>(client, { filter })) found.push(...page.map(toStoredRow));
  return found;
}

function rangeFilter({ from, to, tag }: RowRange): string {
  const range = odata`RowKey ge ${from} and RowKey lt ${to}`;
  return tag === undefined ? range : `${range} and ${odata`tag eq ${tag}`}`;
}

/** Each page has its own deadline: their number says nothing about the table's health. */
async function* pages<T extends object>(
  client: TableClient,
  queryOptions: TableEntityQueryOptions,
) {
  let continuationToken: string | undefined;
  do {
    const list = client.listEntities<T>({ queryOptions });
    const { value: page } = await list
      .byPage(continuationToken === undefined ? {} : { continuationToken })
      .next();
    if (page) yield page;
    continuationToken = page?.continuationToken;
  } while (continuationToken !== undefined);
}

async function keys(
  client: TableClient,
  from: string,
  to: string,
  { partition, partitions, tag }: OnlyKeys,
): Promise<RowKey[]> {
  const found: RowKey[] = [];
  const own = [
    ...(partition === undefined ? [] : [odata`PartitionKey eq ${partition}`]),
    ...(partitions === undefined ? [] : [partitionFilter(partitions)]),
  ];
  const filter = [...own, rangeFilter({ from, to, ...(tag === undefined ? {} : { tag }) })].join(
    " and ",
  );
  for await (const page of keyPages(client, filter)) found.push(...page);
  return found;
}

function partitionFilter({ from, to }: Omit<RowRange, "tag">): string {
  return odata`PartitionKey ge ${from} and PartitionKey lt ${to}`;
}

async function* keyPages(client: TableClient, filter: string): AsyncGenerator<RowKey[], void> {
  for await (const page of pages(client, { filter, select: ["PartitionKey", "RowKey"] }))
    yield page.map(({ partitionKey = "", rowKey = "" }) => ({
      partition: partitionKey,
      row: rowKey,
    }));
}

async function deleteRange(
  client: TableClient,
  range: RowRange,
  partitions: Omit<RowRange, "tag">,
  over: () => boolean,
): Promise<number> {
  let deleted = 0;
  for await (const page of keyPages(
    client,
    `${partitionFilter(partitions)} and ${rangeFilter(range)}`,
  )) {
    await deleteAll(client, page);
    deleted += page.length;
    if (over()) break;
  }
  return deleted;
}

/**
 * Deletes rows in transactions, those of a page at once. A transaction with a row that somebody
 * else has deleted first is left for the next time.
 */
async function deleteAll(client: TableClient, rows: readonly RowKey[]): Promise<void> {
  const transactions = [...groupBy(rows, ({ partition }) => partition)].flatMap(
    ([partitionKey, own]) =>
      Array.from({ length: Math.ceil(own.length / MOST_ACTIONS) }, (_, index) =>
        own
          .slice(index * MOST_ACTIONS, (index + 1) * MOST_ACTIONS)
          .map(({ row }): TransactionAction => ["delete", { partitionKey, rowKey: row }]),
      ),
  );
  for (let at = 0; at < transactions.length; at += DELETES_AT_ONCE) {
    const some = transactions.slice(at, at + DELETES_AT_ONCE);
    await Promise.all(
      some.map((actions) =>
        unless([404], undefined, async () => void (await client.submitTransaction(actions))),
      ),
    );
  }
}

function entity({ partition, row, tag, value }: TableRow): Entity {
  const bytes = gzipSync(JSON.stringify(value));
  const chunks = Math.ceil(bytes.length / CHUNK);
  if (chunks > MOST_CHUNKS)
    throw new CallError(
      `the ledger's row ${row} is larger than a table can hold (${bytes.length} bytes)`,
      "lower hunt.cap or MAX_FINDINGS",
    );
  const parts = Array.from({ length: chunks }, (_, index) => [
    `p${index}`,
    bytes.subarray(index * CHUNK, (index + 1) * CHUNK),
  ]);
  return { partitionKey: partition, rowKey: row, tag, chunks, ...Object.fromEntries(parts) };
}

function toStoredRow(found: TableEntityResult<Entity>): StoredRow {
  const parts = Array.from(
    { length: found.chunks },
    (_, index) => found[`p${index}`] as Uint8Array,
  );
  const value: unknown = JSON.parse(gunzipSync(Buffer.concat(parts)).toString("utf8"));
  return {
    partition: found.partitionKey,
    row: found.rowKey,
    tag: found.tag,
    value,
    etag: found.etag,
  };
}

async function newEtag(request: Promise<{ readonly etag?: string }>): Promise<string> {
  const { etag = "" } = await request;
  return etag;
}

async function call<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw callError("the ledger's table", error, tableRemedy);
  }
}

/** The call's result, or `otherwise` if the answer has one of the statuses. */
async function unless<T>(
  statuses: readonly number[],
  otherwise: T,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (statuses.includes((error as { statusCode?: number }).statusCode ?? 0)) return otherwise;
    throw callError("the ledger's table", error, tableRemedy);
  }
}
