import { KqlError, unsupported } from "../errors.ts";
import type { Call } from "../nodes.ts";
import type { Table } from "../table.ts";
import { toText } from "../values/text.ts";
import { type Compiled, constant } from "./compiled.ts";
import { compile } from "./evaluator.ts";
import type { Context } from "./scope.ts";

/**
 * `assert(condition, message)`: true, or an error with the message. The condition has to be known
 * before any row is read.
 */
export function assertion(node: Call, row: Table, context: Context): Compiled {
  const [condition, message] = node.args.map(({ value }) => compile(value, row, context));
  if (!condition || !message)
    throw new KqlError("semantic", "assert() takes a condition and a message", node);
  const value = condition.constant ? condition.at(0) : null;
  if (value === null || !message.constant)
    throw unsupported("assert() of what is null, or depends on rows,", node);
  if (value === true) return constant("bool", true);
  const text = toText(message.at(0), message.type);
  throw new KqlError("semantic", `assert() has failed with message: '${text}'`, node);
}
