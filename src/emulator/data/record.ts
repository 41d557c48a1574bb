/** A row as an object: any JSON object; integers beyond 2^53 are bigints. */
export type Record_ = Readonly<Record<string, unknown>>;
