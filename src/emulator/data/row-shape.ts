import { Bytes } from "./bytes.ts";
import type { CellColumn } from "./cell-column.ts";

/** How many of the shapes that may follow are compared before a key is looked up by its name. */
const MOST_COMPARED = 4;

/**
 * The columns of a row in the order of its keys. A shape extends that of all keys but the last, so
 * the shapes of a file are a tree, and each row walks from its root to the row's own shape.
 */
export class RowShape {
  readonly id: number;
  readonly parent: RowShape | undefined;
  /** The column of the last key; undefined for a row without keys. */
  readonly column: CellColumn | undefined;
  /** The last key as it was first spelled, with its quotes and colon; undefined if it never was. */
  readonly key: Bytes | undefined;
  readonly keyLength: number;
  /** Some shapes that extend this one; those that rows took last come first. */
  readonly likely: RowShape[] = [];
  /** All that extend it, if they are more than are compared. */
  private all: Map<CellColumn, RowShape> | undefined;
  private own: readonly string[] | undefined;

  constructor(id: number, parent?: RowShape, column?: CellColumn, key?: Buffer) {
    this.id = id;
    this.parent = parent;
    this.column = column;
    this.key = key && new Bytes(key);
    this.keyLength = key?.length ?? 0;
  }

  /** The shape that a further column leads to. */
  after(column: CellColumn): RowShape | undefined {
    return this.all ? this.all.get(column) : this.likely.find((shape) => shape.column === column);
  }

  extend(shape: RowShape): void {
    if (this.likely.length === MOST_COMPARED)
      this.all ??= new Map(this.likely.map((each) => [each.column as CellColumn, each]));
    this.all?.set(shape.column as CellColumn, shape);
    this.prefer(shape);
  }

  /** Makes a shape the first that is compared with the next row. */
  prefer(shape: RowShape): void {
    const { likely } = this;
    const known = likely.indexOf(shape);
    let at = known < 0 ? Math.min(likely.length, MOST_COMPARED - 1) : known;
    for (; at > 0; at--) likely[at] = likely[at - 1] as RowShape;
    likely[0] = shape;
  }

  /** The keys of the row in the order in which an object has them. */
  get keys(): readonly string[] {
    this.own ??= orderKeys(this.names());
    return this.own;
  }

  private names(): string[] {
    const names: string[] = [];
    for (let shape: RowShape = this; shape.parent && shape.column; shape = shape.parent)
      names.push(shape.column.name);
    return names.reverse();
  }
}

/** Integers come first in an object, ascending; all other keys keep their order. */
function orderKeys(names: readonly string[]): string[] {
  return Object.keys(Object.fromEntries(names.map((name) => [name, undefined])));
}
