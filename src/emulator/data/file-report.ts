import { isKnownTable } from "../schemas.ts";
import { partLength, partShapes } from "../table-part.ts";
import type { FileRows } from "./file-rows.ts";
import type { PlacedRows } from "./place-rows.ts";
import { type DataProblem, type FileFault, listNames } from "./problem.ts";
import { noTimeFault, otherTime } from "./row-time.ts";
import { isStranger, likelyTable } from "./shape.ts";
import { baseName } from "./table-names.ts";

/** What to tell the user about a file: unusable data, and data that may have been misread. */
export interface FileReport {
  readonly problems: readonly DataProblem[];
  readonly notices: readonly DataProblem[];
}

export function reportFile(
  path: string,
  file: string,
  rows: FileRows,
  placed: PlacedRows,
): FileReport {
  const at = (faults: readonly FileFault[]) => faults.map((fault) => ({ where: path, ...fault }));
  const used = [...placed.parts.values()].some((part) => partLength(part) > 0);
  if (used) {
    const faults = [...rows.faults, ...parserRowsFault(file, placed), ...strangerFault(placed)];
    return {
      problems: [...at(faults), ...rowProblems(path, rows, placed)],
      notices: at(notices(file, placed)),
    };
  }
  const faults = at([...rows.faults, ...nothingFault(file, rows, placed)]);
  return isSideFile(rows, placed) || isEmptyTable(rows)
    ? { problems: [], notices: faults }
    : { problems: faults, notices: [] };
}

/** Why no row of the file can be used; empty if the faults of the file already explain it. */
function nothingFault(file: string, rows: FileRows, placed: PlacedRows): FileFault[] {
  const [timeless] = placed.timeless;
  if (placed.parserRows > 0) return parserRowsFault(file, placed);
  if (timeless) return [noTimeFault(rows.stored.record(timeless.row), timeless.table)];
  const [wrong] = rows.rowFaults;
  if (wrong) {
    const message =
      `no row has a TimeGenerated, because none can be read: ${wrong.message} (line ` +
      `${wrong.line})`;
    return [{ message, remedy: "export the table from Log Analytics as CSV or JSON" }];
  }
  if (rows.refused || rows.faults.length > 0) return [];
  return [
    {
      message: "has no rows",
      remedy: "export the table again for a time range in which it has rows",
    },
  ];
}

/** Whether the file is an export without rows, rather than a blank or broken file. */
function isEmptyTable({ stored, rowFaults, faults, blank }: FileRows): boolean {
  return stored.length === 0 && rowFaults.length === 0 && faults.length === 0 && !blank;
}

/** Whether the file is not data, such as a list or settings: nothing in it suggests a table. */
function isSideFile(
  { stored, fromService, refused }: FileRows,
  { own, standsIn, parserRows, timeless }: PlacedRows,
): boolean {
  if (
    standsIn ||
    isKnownTable(own) ||
    own.endsWith("_CL") ||
    fromService ||
    refused ||
    parserRows > 0
  )
    return false;
  return !timeless.some(
    ({ row }) =>
      stored.value(row, "TimeGenerated") !== undefined ||
      otherTime(stored.record(row)) !== undefined,
  );
}

function parserRowsFault(file: string, { parserRows }: PlacedRows): FileFault[] {
  if (parserRows === 0) return [];
  const message =
    `has ${countRows(parserRows)} with the columns of an ASIM parser instead of a table's, so ` +
    "they were not used";
  return [
    {
      message,
      remedy:
        `name the file _Im_ProcessCreate${fileEnding(file)} if it contains process starts; it then ` +
        "stands in for the parser",
    },
  ];
}

function strangerFault({ parts }: PlacedRows): FileFault[] {
  return [...parts].flatMap(([table, part]) => {
    const [first, ...others] = partShapes(part);
    if (!first || ![first, ...others].every(({ keys }) => isStranger(keys, table))) return [];
    const message = `its rows have none of the columns of ${table}, but ${listNames(first.keys, 5)}`;
    return [
      {
        message,
        remedy: `export ${table} from Log Analytics, or name the file after the table it contains`,
      },
    ];
  });
}

const REMEDY = "correct or remove the line; the other rows were used";
/** How many problems with rows are listed for one file. */
const MOST_PROBLEMS = 5;

function rowProblems(
  path: string,
  { rowFaults }: FileRows,
  { timeless }: PlacedRows,
): DataProblem[] {
  const timelessFaults = timeless.map(({ line }) => ({
    line,
    message: "the row has no readable TimeGenerated",
  }));
  const all = [...rowFaults, ...timelessFaults].sort((a, b) => a.line - b.line);
  const shown = all
    .slice(0, MOST_PROBLEMS)
    .map(({ line, message }) => ({ where: `${path}:${line}`, message, remedy: REMEDY }));
  if (all.length <= MOST_PROBLEMS) return shown;
  const message = `${all.length - MOST_PROBLEMS} more lines cannot be used`;
  return [
    ...shown,
    { where: path, message, remedy: "correct or remove them; the other rows were used" },
  ];
}

function notices(file: string, { own, standsIn, parts, substitutes }: PlacedRows): FileFault[] {
  const times = [...substitutes].map(([column, rows]) => ({
    message: `has ${countRows(rows)} without TimeGenerated, for which ${column} was used`,
    remedy: "add TimeGenerated if the two differ",
  }));
  const others = [...parts].filter(([table]) => table !== own && isKnownTable(own));
  const types = others.map(([table, part]) => ({
    message:
      `has ${countRows(partLength(part))} whose Type is ${table}, and they were read as rows of ` +
      `${table}`,
    remedy: "correct Type if that is wrong",
  }));
  const ownPart = isKnownTable(own) || standsIn || own.endsWith("_CL") ? undefined : parts.get(own);
  const [first] = ownPart ? partShapes(ownPart) : [];
  const likely = first && likelyTable(first.keys);
  if (!likely) return [...times, ...types];
  const message = `was read as the table ${own}, though its columns are those of ${likely}`;
  return [
    ...times,
    ...types,
    { message, remedy: `name it ${likely}${fileEnding(file)} if it is that table` },
  ];
}

function countRows(rows: number): string {
  return rows === 1 ? "1 row" : `${rows} rows`;
}

function fileEnding(file: string): string {
  return file.slice(baseName(file).length);
}
