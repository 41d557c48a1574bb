/** What is known about a query from its text; see src/kql/describe-query.ts. */
export interface QueryFacts {
  readonly clocks: readonly Clock[];
  readonly ownClocks: readonly Place[];
  readonly storedClocks: readonly Place[];
  readonly names: readonly Place[];
  readonly merges: readonly (Place & { readonly by: readonly string[] | undefined })[];
  readonly lookBacks: readonly LookBack[];
  readonly keyColumns: readonly string[] | undefined;
  readonly unrepeatable: readonly Place[];
  readonly unstableColumns: readonly string[];
  readonly ingestionFilters: readonly Place[];
}

/** A name with its character offsets in the query. */
export interface Place {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** A call of now() or ago(). */
export interface Clock extends Place {
  readonly argument: { readonly start: number; readonly end: number } | undefined;
  readonly uses: readonly (
    | { readonly kind: "after"; readonly columns: readonly string[]; readonly back: number }
    | { readonly kind: "before"; readonly columns: readonly string[] }
    | { readonly kind: "other" }
  )[];
}

/** A time, `back` ms before the clock or earlier, from which on the query reads a column. */
export interface LookBack {
  readonly column: string;
  readonly back: number;
  readonly start: number;
}
