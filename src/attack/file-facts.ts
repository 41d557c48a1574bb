import type { Row } from "../hunt/conditions/event.ts";
import type { Attacker } from "./attacker.ts";

/** The columns that say what the file of a program says of itself, as far as it is known here. */
const COLUMNS = [
  "OriginalFileName",
  "TargetProcessFileCompany",
  "TargetProcessFileDescription",
  "TargetProcessFileProduct",
];

/** Whether a column says what the file of the program that starts says of itself. */
export function isFileFact(column: string): boolean {
  return COLUMNS.includes(column);
}

/** What the file of an attacker's program says, which is a part of Windows, in the columns read. */
export function sayFileFacts({ program }: Attacker, columns: readonly string[]): Row {
  const facts: Row = {
    OriginalFileName: `${program}.exe`,
    TargetProcessFileCompany: "Microsoft Corporation",
    TargetProcessFileProduct: "Microsoft\u00ae Windows\u00ae Operating System",
  };
  return Object.fromEntries(Object.entries(facts).filter(([column]) => columns.includes(column)));
}
