import { gzipSync, strToU8 } from "fflate";
import { kqlString } from "../../base/escape.ts";
import { wellFormed } from "../../base/limit-text.ts";
import { iso, type Window } from "../../base/window.ts";
import { workspaceArmId } from "../../base/workspace.ts";
import type { GroupKey } from "../../findings/finding.ts";
import { readRange } from "../../findings/query.ts";
import type { DeliveryContext } from "../delivery.ts";
import { FINDINGS_TABLE } from "../findings-table/columns.ts";
import { LIMITS } from "./limits.ts";

/** A link to a query that a resource shows; undefined if it would be too long. */
export function queryLink(
  query: string,
  window: Window,
  context: DeliveryContext,
): string | undefined {
  // As the hunt itself queries it, which may read back to find earlier events.
  const { from } = readRange(context.rule, window);
  return makeLink(query, context, [["timespan", `${iso(from)}/${iso(window.to)}`]]);
}

/**
 * A link to the rows of a group's findings in the table of findings: short enough for every alert.
 * No finding was written before its event. The portal leaves the time to a query that limits it.
 */
export function rowsLink({ id, span }: GroupKey, context: DeliveryContext): string | undefined {
  const query = [
    FINDINGS_TABLE,
    `| where TimeGenerated >= datetime(${iso(span.from)})`,
    `| where GroupId == ${kqlString(id)}`,
  ].join("\n");
  return makeLink(query, context, []);
}

/**
 * A link that opens a query in the workspace's Logs in the Azure portal. It consists of letters,
 * digits and `:/.#%_-`, so nothing in it can end a link in Markdown or HTML, and equal queries have
 * equal links with every version of Node.js.
 *
 * Microsoft describes the form only for Application Insights (the repository microsoft/BCTech,
 * samples/AppInsights/HTML). The view and the time range are as in links that the portal's Share
 * made, found in public repositories (dotnet/arcade-services). Those encode the query twice, which
 * only makes them longer.
 */
function makeLink(
  query: string,
  { workspace, portal }: DeliveryContext,
  more: readonly (readonly [string, string])[],
): string | undefined {
  const packed = gzipSync(strToU8(query), { level: 9, mtime: 0 });
  const parts = [
    ["resourceId", workspaceArmId(workspace)],
    ["source", "LogsBlade.AnalyticsShareLinkToQuery"],
    ["q", Buffer.from(packed).toString("base64")],
    ...more,
  ].map(([name = "", value = ""]) => `${name}/${encodePart(value)}`);
  const link = [`${portal}/#view/Microsoft_OperationsManagementSuite_Workspace/Logs.ReactView`]
    .concat(parts)
    .join("/");
  return link.length <= LIMITS.link ? link : undefined;
}

/** Also encodes what is allowed in an address, but ends a link in Markdown. */
function encodePart(text: string): string {
  return encodeURIComponent(wellFormed(text)).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
