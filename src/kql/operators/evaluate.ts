import type { Context } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import type { Table } from "../table.ts";
import { bagUnpack } from "./plug-ins/bag-unpack.ts";
import { narrow } from "./plug-ins/narrow.ts";
import { pivot } from "./plug-ins/pivot.ts";

type Evaluate = OperatorOf<"evaluate">;

type PlugIn = (operator: Evaluate, input: Table, context: Context) => Table;

const PLUG_INS: { readonly [Name in Evaluate["plugIn"]]: PlugIn } = {
  bag_unpack: bagUnpack,
  pivot,
  narrow,
};

export function evaluate(operator: Evaluate, input: Table, context: Context): Table {
  return PLUG_INS[operator.plugIn](operator, input, context);
}
