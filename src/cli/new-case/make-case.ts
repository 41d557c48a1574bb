import { standInFunction } from "../../emulator/data/table-names.ts";
import { iso } from "../../hunt/base/window.ts";
import { cellText } from "../../hunt/conditions/event.ts";
import type { Finding } from "../../hunt/findings/finding.ts";
import { compileQuery } from "../../hunt/findings/query.ts";
import type { Content } from "../content.ts";
import type { CaseHead } from "../rule-cases/read-cases.ts";
import { huntCase } from "../rule-cases/run-cases.ts";
import type { CaseHunted } from "../rule-cases/why.ts";
import { scopeBefore } from "../scope-before.ts";
import type { Session } from "../session.ts";
import { UserError } from "../user-error.ts";
import type { FoundFinding } from "./find-finding.ts";
import { neededRows } from "./needed-rows.ts";
import { likelyRows, type SourceRow } from "./source-rows.ts";

/** A case of a finding: its first line, and the rows of the data that it needs, by time. */
export interface MadeCase {
  readonly head: CaseHead;
  readonly rows: readonly SourceRow[];
}

/** @throws UserError if the finding does not come back from rows of the data alone */
export async function makeCase(
  found: FoundFinding,
  session: Session,
  content: Content,
  source: string,
): Promise<MadeCase> {
  const { finding, loaded } = found;
  const huntRows = async (rows: readonly SourceRow[]) =>
    (
      await huntCase(
        loaded.rule,
        { events: rows.map(({ record }) => record) },
        content,
        content.knowledge,
        session.workspace,
      )
    ).hunted;
  const likely = rowsFor(found, session, content.settings.parser);
  const rows = await neededRows(likely, async (some) =>
    (await huntRows(some)).findings.some((one) => isSame(one, finding)),
  );
  if (!rows) throw notFoundAgain(found, likely.length);
  const ordered = [...rows].sort((a, b) => a.time - b.time);
  return { head: headOf(found, await huntRows(ordered), source), rows: ordered };
}

/** The rows that the query read for the finding, the likeliest first. */
function rowsFor({ loaded, finding, window }: FoundFinding, { local }: Session, parser: string) {
  const { text, timespan } = compileQuery(loaded.rule, window, parser);
  const reads = local?.data.engine.reads(text) ?? [];
  const tables = (local?.data.tables ?? []).filter(({ name }) => reads.includes(name));
  const standIn = tables.flatMap(({ name }) => standInFunction(name) ?? [])[0];
  if (standIn !== undefined)
    throw new UserError(
      `the data has what the parser ${standIn} returned, and a case needs rows of tables`,
      "name data that has the tables themselves with --data",
    );
  return likelyRows(finding, tables, scopeBefore(timespan));
}

/**
 * Whether a finding of fewer rows is the one of all of them. Its id may differ where the data's rows
 * do not have their table in Type, as rows of a case must.
 */
function isSame(one: Finding, other: Finding): boolean {
  return (
    (one.id === other.id || hasRowOf(one, other)) &&
    one.parentLine === other.parentLine &&
    JSON.stringify(one.entities) === JSON.stringify(other.entities)
  );
}

function hasRowOf(one: Finding, other: Finding): boolean {
  const cells = Object.entries(other.event.row);
  return (
    one.time === other.time &&
    cells.every(([column, cell]) => {
      const text = cellText(cell);
      return text === "" || text === cellText(one.event.row[column]);
    })
  );
}

function notFoundAgain({ finding, loaded }: FoundFinding, tried: number): UserError {
  return new UserError(
    `${loaded.rule.slug} does not find ${finding.id} again in the ${tried} rows of the data that ` +
      "are most like it",
    "it may need a watchlist of the data, or more rows than a case should have: copy the rows " +
      `that matter to ${loaded.rule.slug}/events/hit-NAME.ndjson yourself`,
  );
}

function headOf({ finding, loaded }: FoundFinding, hunted: CaseHunted, source: string): CaseHead {
  const { findings } = hunted;
  const isFirst = findings[0] !== undefined && isSame(findings[0], finding);
  return {
    case: `${loaded.rule.name}: ${iso(finding.time)}`,
    source: `finding ${finding.id} in ${source}`,
    findings: findings.length,
    ...(isFirst && finding.parentLine !== "none" ? { parentLine: finding.parentLine } : {}),
    entities: finding.entities.flatMap(({ type, identifiers }) =>
      identifiers.map(({ identifier, value }) => ({ type, identifier, value })),
    ),
  };
}
