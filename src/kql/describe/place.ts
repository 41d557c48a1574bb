import type { Span } from "../errors.ts";

/** A name with its place in the query. */
export interface Place extends Span {
  readonly name: string;
}
