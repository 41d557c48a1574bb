import { unsupported } from "../errors.ts";
import type { Context } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import { columnNamed, type Table } from "../table.ts";
import { extend } from "./extend.ts";

/** Tables are always in an order here, so that only the new columns are left to add. */
export function serialize(
  operator: OperatorOf<"serialize">,
  input: Table,
  context: Context,
): Table {
  // Microsoft's binder calls the new one `name1`; what the service does is not documented.
  for (const column of operator.columns)
    for (const name of column.names)
      if (columnNamed(input, name))
        throw unsupported(`'serialize' of a column that exists (use 'extend' for ${name})`, column);
  return extend({ ...operator, kind: "extend" }, input, context);
}
