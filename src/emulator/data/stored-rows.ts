import { CellColumn } from "./cell-column.ts";
import type { Record_ } from "./record.ts";
import { RowShape } from "./row-shape.ts";

/** The rows of a file by column, in the order of the file. */
export class StoredRows {
  /** How many rows there are. */
  length = 0;
  readonly columns = new Map<string, CellColumn>();
  /** The shape of rows without keys, from which all others start. */
  readonly root = new RowShape(0);
  private readonly shapes: RowShape[] = [this.root];
  private shapeIds: Uint32Array = new Uint32Array(8);
  private lines: Uint32Array = new Uint32Array(8);

  /** Stores a row that was read as an object, with the line that it begins on. */
  add(record: Record_, line: number): void {
    let shape = this.root;
    for (const key of Object.keys(record)) {
      const column = this.column(key);
      column.putValue(this.length, record[key]);
      shape = shape.after(column) ?? this.extend(shape, column);
    }
    this.end(shape, line);
  }

  /** The column of a key, which is added if it is new. */
  column(name: string): CellColumn {
    const known = this.columns.get(name);
    if (known) return known;
    const column = new CellColumn(name);
    this.columns.set(name, column);
    return column;
  }

  /** A new shape: another with one more column, and the key that it was read from. */
  extend(shape: RowShape, column: CellColumn, key?: Buffer): RowShape {
    const longer = new RowShape(this.shapes.length, shape, column, key && Buffer.from(key));
    this.shapes.push(longer);
    shape.extend(longer);
    return longer;
  }

  /** Ends the row whose cells have been put into the columns of the shape. */
  end(shape: RowShape, line: number): void {
    const row = this.length++;
    if (row >= this.lines.length) {
      this.shapeIds = doubled(this.shapeIds);
      this.lines = doubled(this.lines);
    }
    this.shapeIds[row] = shape.id;
    this.lines[row] = line;
  }

  /** Takes back the cells of a row that was not ended. */
  undo(shape: RowShape): void {
    for (let each: RowShape | undefined = shape; each; each = each.parent)
      each.column?.clear(this.length);
  }

  shape(row: number): RowShape {
    return this.shapes[this.shapeIds[row] as number] as RowShape;
  }

  line(row: number): number {
    return this.lines[row] as number;
  }

  value(row: number, name: string): unknown {
    const column = this.columns.get(name);
    return column?.value(column.code(row));
  }

  /** The row as an object. */
  record(row: number): Record_ {
    return Object.fromEntries(this.shape(row).keys.map((key) => [key, this.value(row, key)]));
  }
}

function doubled(old: Uint32Array): Uint32Array {
  const larger = new Uint32Array(old.length * 2);
  larger.set(old);
  return larger;
}
