import { cellText, type Row, type SourceKnowledge } from "../hunt/conditions/event.ts";
import { commandLineTokens } from "./command-line.ts";
import { fullPath } from "./path.ts";
import { parseRundll32, type Rundll32Line } from "./rundll32.ts";
import { rundll32Template, templateNeedles } from "./template.ts";

/**
 * What Windows means: for a start of rundll32 the columns Rundll32Kind, -Module, -Base, -Export,
 * -Ordinal, -Arguments, -Options, -Flags and -Template of its command line; the same with Parent
 * before them for ParentCommandLine.
 */
export const WINDOWS: SourceKnowledge = {
  derive: (row) => ({
    ...rundll32Columns(ownColumns, row, "Process", "CommandLine"),
    ...rundll32Columns(parentColumns, row, "ActingProcessName", "ParentCommandLine"),
  }),
  tokens: commandLineTokens,
  needles: (column, value) =>
    column === "Rundll32Template"
      ? templateNeedles(value).map((text) => ({ column: "CommandLine", text }))
      : [],
};

type Columns = Readonly<Record<string, string>>;

const ownColumns = keepLast((line) => columnsOf("", line));
const parentColumns = keepLast((line) => columnsOf("Parent", line));

function rundll32Columns(
  columns: (line: string) => Columns,
  row: Row,
  image: string,
  line: string,
): Columns {
  return cellText(row[image]).toLowerCase().includes("rundll32")
    ? columns(cellText(row[line]))
    : {};
}

/** A line often comes many times in a row: of one parent, or of one attack in every surrounding. */
function keepLast(make: (line: string) => Columns): (line: string) => Columns {
  let last: { readonly line: string; readonly columns: Columns } | undefined;
  return (line) => {
    if (last?.line !== line) last = { line, columns: make(line) };
    return last.columns;
  };
}

function columnsOf(prefix: string, line: string): Columns {
  const parsed = parseRundll32(line);
  const name = (part: string) => `${prefix}Rundll32${part}`;
  return {
    [name("Kind")]: parsed.kind,
    [name("Module")]: fullPath(parsed.module),
    [name("Base")]: baseOf(parsed),
    [name("Export")]: parsed.export,
    [name("Ordinal")]: parsed.ordinal === null ? "" : String(parsed.ordinal),
    [name("Arguments")]: parsed.args,
    [name("Options")]: parsed.options,
    [name("Flags")]: parsed.flags.join(" "),
    [name("Template")]: rundll32Template(parsed),
  };
}

/**
 * Blanks and dots at the end of a file's name are not part of it, and `x.dll\\.` is x.dll: a name
 * that evades must not score less.
 */
function baseOf({ base, module }: Rundll32Line): string {
  const named = base.replace(/[. ]+$/, "");
  return (
    named ||
    (
      fullPath(module)
        .split("\\")
        .findLast((part) => part !== "" && part !== ".") ?? ""
    ).toLowerCase()
  );
}

/**
 * The derived columns there are: what conditions and groups of a rule may name beside its query's
 * columns.
 */
export const DERIVED_COLUMNS: readonly string[] = ["", "Parent"].flatMap((prefix) =>
  ["Kind", "Module", "Base", "Export", "Ordinal", "Arguments", "Options", "Flags", "Template"].map(
    (part) => `${prefix}Rundll32${part}`,
  ),
);
