// Tries the local engine on public content: binds each query of the folders against the catalogue
// that ships, runs it over made-up rows, and runs it again with every filter open, so that rows
// reach each operator. Prints what became of the queries, by reason; --list prints each query.
// node scripts/try-content.mjs FOLDER... [--list]
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { findQueries } from "./query-files.ts";
import { printReport, type TriedQuery } from "./report.ts";
import { tryQuery } from "./try-query.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: "boolean", default: false },
  },
});
const tried: TriedQuery[] = positionals.flatMap((folder) =>
  findQueries(folder).map((query) => ({
    ...query,
    corpus: basename(folder),
    trial: tryQuery(query.text),
  })),
);
printReport(tried, values.list);
