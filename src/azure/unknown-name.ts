const UNKNOWN_NAME =
  /does not refer to any known|Failed to resolve|could not be resolved|Unknown function|\bSEM0100\b/i;

/**
 * Whether the query API's own words say that the workspace lacks a table, column or function: its
 * codes do not tell it from other faults of a query, and no check of the rule can know.
 */
export function saysUnknownName(message: string): boolean {
  return UNKNOWN_NAME.test(message);
}
