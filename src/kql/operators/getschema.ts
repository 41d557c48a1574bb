import type { OperatorOf } from "../nodes.ts";
import { makeTable, type Table } from "../table.ts";

const NET_TYPES: Readonly<Record<string, string>> = {
  bool: "System.SByte",
  int: "System.Int32",
  long: "System.Int64",
  real: "System.Double",
  decimal: "System.Data.SqlTypes.SqlDecimal",
  datetime: "System.DateTime",
  timespan: "System.TimeSpan",
  string: "System.String",
  guid: "System.Guid",
  dynamic: "System.Object",
};

export function getschema(_: OperatorOf<"getschema">, input: Table): Table {
  const rows = input.columns.map(({ name, type }, at) => [
    name,
    BigInt(at),
    NET_TYPES[type] ?? "",
    type,
  ]);
  return makeTable(
    [
      { name: "ColumnName", type: "string" },
      { name: "ColumnOrdinal", type: "long" },
      { name: "DataType", type: "string" },
      { name: "ColumnType", type: "string" },
    ],
    rows,
  );
}
