const UNKNOWN_NAME =
  /does not refer to any known|Failed to resolve|could not be resolved|Unknown function|\bSEM0100\b/i;

/**
 * Whether a message of the query API says that the workspace lacks a table, column or function. The
 * API's codes do not tell this from other faults of a query, and no check of the rule can know.
 */
export function saysUnknownName(message: string): boolean {
  return UNKNOWN_NAME.test(message);
}
