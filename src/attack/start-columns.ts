import { cellText, type Row } from "../hunt/conditions/event.ts";

/** What a process start says, whatever the columns are called. */
export type StartPart =
  | "image"
  | "file"
  | "line"
  | "parentImage"
  | "parentFile"
  | "parentLine"
  | "user"
  | "host";

/** The columns that say it, in results under ASIM names and in tables that rules read directly. */
const COLUMNS: Readonly<Record<StartPart, readonly string[]>> = {
  image: ["Process", "TargetProcessName", "NewProcessName", "FolderPath", "Image"],
  file: ["TargetProcessFilename", "FileName"],
  line: ["CommandLine", "TargetProcessCommandLine", "ProcessCommandLine"],
  parentImage: [
    ...["ActingProcessName", "ParentProcessName", "InitiatingProcessFolderPath"],
    "ParentImage",
  ],
  parentFile: ["ActingProcessFilename", "InitiatingProcessFileName"],
  parentLine: ["ParentCommandLine", "ActingProcessCommandLine", "InitiatingProcessCommandLine"],
  user: ["User", "TargetUsername", "ActorUsername", "Account", "AccountName", "SubjectUserName"],
  host: ["Dvc", "DvcHostname", "DvcFQDN", "Computer", "DeviceName"],
};

const PART_OF: ReadonlyMap<string, StartPart> = new Map(
  Object.entries(COLUMNS).flatMap(([part, names]) =>
    names.map((name) => [name, part as StartPart] as const),
  ),
);

/** What a column says of a start; undefined if it is none of these parts. */
export function startPart(column: string): StartPart | undefined {
  return PART_OF.get(column);
}

/** A row that says a part in all columns that can say it. */
export function sayPart(part: StartPart, text: string): Row {
  return Object.fromEntries(COLUMNS[part].map((name) => [name, text]));
}

/** What a row says of a part, in the first column that says anything. */
export function readPart(row: Row, part: StartPart): string {
  return COLUMNS[part].map((name) => cellText(row[name])).find((text) => text !== "") ?? "";
}
