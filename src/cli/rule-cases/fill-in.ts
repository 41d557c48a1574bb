/** What stands in a case's template for a value that a person has to write. */
export const FILL_IN = "<fill in>";

/** The fields of a line that are still to be filled in. */
export function unfilledFields(line: object): string[] {
  return Object.entries(line).flatMap(([name, value]) =>
    typeof value === "string" && value.includes(FILL_IN) ? [name] : [],
  );
}
