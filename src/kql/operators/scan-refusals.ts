import { KqlError, type Span, unsupported } from "../errors.ts";
import { isWindowFunction } from "../evaluate/window.ts";
import { listParts } from "../node-parts.ts";
import type { Expression, OperatorOf } from "../nodes.ts";
import type { ScanStep } from "../scan-nodes.ts";
import { columnNamed, type Table } from "../table.ts";

/** @throws KqlError for what no page says how Kusto answers it, nor Microsoft's binder checks */
export function refuseUndocumentedScan(operator: OperatorOf<"scan">, input: Table): void {
  const { steps, declared, matchId } = operator;
  if (steps.length === 0) throw new KqlError("semantic", "'scan' needs a step", operator);
  const taken = new Set(input.columns.map(({ name }) => name));
  const take = (name: string, what: string, at: Span) => {
    if (taken.size === taken.add(name).size)
      throw unsupported(`${what} ${name} beside a column of this name in 'scan'`, at);
  };
  for (const column of declared) take(column.name, "the declared column", column);
  if (matchId !== undefined) take(matchId, "with_match_id", operator);
  const names = new Set<string>();
  for (const step of steps) {
    if (names.size === names.add(step.name).size)
      throw new KqlError("semantic", `two steps are called ${step.name}`, step);
    if (columnNamed(input, step.name))
      throw unsupported(`the step ${step.name} beside a column of this name`, step);
    refuseStep(step, operator);
  }
}

function refuseStep(step: ScanStep, { declared }: OperatorOf<"scan">): void {
  const assigned = new Set<string>();
  for (const { column, start, end } of step.assignments) {
    if (!declared.some(({ name }) => name === column))
      throw unsupported(`assigning ${column}, which 'scan' does not declare,`, { start, end });
    if (assigned.size === assigned.add(column).size)
      throw unsupported(`assigning ${column} twice in a step`, { start, end });
  }
  const waiting: Expression[] = [step.condition, ...step.assignments.map(({ value }) => value)];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.kind === "call" && isWindowFunction(node.name))
      throw unsupported(`${node.name}() in a step of 'scan' (use 'extend' before it)`, node);
    waiting.push(...listParts(node));
  }
}
