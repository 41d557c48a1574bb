import { CallError, TOO_LARGE, TooLarge } from "../base/call-error.ts";
import type { Workspace } from "../base/workspace.ts";
import { type CompiledQuery, someRowsQuery } from "../findings/query.ts";
import type { QueryAnswer } from "../findings/query-workspace.ts";
import type { AskPorts } from "./ask-window.ts";
import { MOST_BYTES, MOST_ROWS } from "./sizing.ts";

/**
 * All rows of a query. Requests one row more than an answer may have, to notice that there are
 * more.
 * @throws TooLarge
 */
export async function wholeAnswer(
  workspace: Workspace,
  query: CompiledQuery,
  { queries, mostRows = MOST_ROWS }: AskPorts,
): Promise<QueryAnswer> {
  const answer = await queries.query(workspace, someRowsQuery(query, mostRows + 1));
  if (answer.rows.length <= mostRows) return answer;
  throw new TooLarge(
    new CallError(`query of workspace ${workspace.name}: more than ${mostRows} rows`, TOO_LARGE),
  );
}

/** The size of an answer as a share of what one may hold: 1 is a full answer. */
export function measureFill(
  { rows, bytes = 0 }: QueryAnswer,
  { mostRows = MOST_ROWS }: AskPorts,
): number {
  return Math.max(rows.length / mostRows, bytes / MOST_BYTES);
}
