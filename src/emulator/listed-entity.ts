/** An entity in an incident's list of them. */
export interface ListedEntity {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly kind: string;
  readonly properties: Readonly<Record<string, unknown>>;
}
