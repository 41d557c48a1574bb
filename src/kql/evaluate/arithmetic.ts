import { KqlError, type Span, unsupported } from "../errors.ts";
import { convert } from "../functions/conversion.ts";
import { inRange } from "../values/datetime.ts";
import { computeDecimal, negateDecimal } from "../values/decimal.ts";
import { commonType, isNumeric, type ScalarType, type Value } from "../values/types.ts";
import { type Compiled, derive } from "./compiled.ts";
import { asLong, asNumber, ofType, wrap64 } from "./numbers.ts";

export const ARITHMETIC = new Set(["+", "-", "*", "/", "%"]);

/**
 * `+ - * / %` over numbers and times; null if either side is null.
 * @throws KqlError (`semantic`) if the operator is not defined for the two types, (`unsupported`)
 * for a dynamic, whose arithmetic Kusto does not document
 */
export function arithmetic(op: string, left: Compiled, right: Compiled, at: Span): Compiled {
  for (const { type } of [left, right]) refuseDynamic(type, at);
  const type = resultType(op, left.type, right.type);
  if (!type) throw new KqlError("semantic", `${left.type} ${op} ${right.type} is not defined`, at);
  if (type === "decimal") return decimalArithmetic(op, left, right);
  if (left.type === "decimal" || right.type === "decimal")
    throw unsupported(`${left.type} ${op} ${right.type}`, at);
  const apply = operation(op, type, scalesTime(op, left.type, right.type));
  return derive(type, [left, right], (row) => {
    const [a, b] = [left.at(row), right.at(row)];
    return a === null || b === null ? null : apply(a, b);
  });
}

function decimalArithmetic(op: string, left: Compiled, right: Compiled): Compiled {
  return derive("decimal", [left, right], (row) => {
    const a = convert(left.at(row), left.type, "decimal");
    const b = convert(right.at(row), right.type, "decimal");
    return a === null || b === null ? null : computeDecimal(op, String(a), String(b));
  });
}

/** `-x`. @throws KqlError as `arithmetic` does */
export function negation(operand: Compiled, at: Span): Compiled {
  const { type } = operand;
  refuseDynamic(type, at);
  if (type !== "timespan" && !isNumeric(type))
    throw new KqlError("semantic", `-${type} is not defined`, at);
  return derive(type, [operand], (row) => {
    const value = operand.at(row);
    if (typeof value === "bigint") return wrap64(-value);
    if (type === "decimal" && value !== null) return negateDecimal(String(value));
    const number = asNumber(value);
    return number === null ? null : ofType(-number, type);
  });
}

function refuseDynamic(type: ScalarType, at: Span): void {
  if (type === "dynamic")
    throw unsupported("arithmetic on a dynamic value that no function has converted", at);
}

function resultType(op: string, left: ScalarType, right: ScalarType): ScalarType | undefined {
  const pair = `${left} ${right}`;
  if (op === "-" && pair === "datetime datetime") return "timespan";
  if ((op === "+" || op === "-") && pair === "datetime timespan") return "datetime";
  if (op === "+" && pair === "timespan datetime") return "datetime";
  if (pair === "timespan timespan")
    return op === "/" ? "real" : op === "*" ? undefined : "timespan";
  if (scalesTime(op, left, right)) return "timespan";
  if (!isNumeric(left) || !isNumeric(right)) return undefined;
  return commonType([left, right, "long"]);
}

function scalesTime(op: string, left: ScalarType, right: ScalarType): boolean {
  return (
    (left === "timespan" && isNumeric(right) && (op === "*" || op === "/")) ||
    (right === "timespan" && isNumeric(left) && op === "*")
  );
}

type Operation = (left: Value, right: Value) => Value;

function operation(op: string, type: ScalarType, isScaling: boolean): Operation {
  if (isScaling) return (left, right) => scaleTime(op, left, right);
  if (type === "real") return realOperation(op);
  const compute = longOperation(op);
  return type === "datetime"
    ? (left, right) => asDatetime(compute(left, right))
    : (left, right) => asWrapped(compute(left, right));
}

function asDatetime(ticks: bigint | null): Value {
  return ticks === null ? null : inRange(ticks);
}

function asWrapped(value: bigint | null): Value {
  return value === null ? null : wrap64(value);
}

function scaleTime(op: string, left: Value, right: Value): Value {
  if (typeof left === "bigint" && typeof right === "bigint")
    return op === "*" ? wrap64(left * right) : right === 0n ? null : left / right;
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a === null || b === null) return null;
  const ticks = op === "*" ? a * b : a / b;
  return Number.isFinite(ticks) ? asLong(ticks) : null;
}

function realOperation(op: string): Operation {
  return (left, right) => {
    const [a, b] = [asNumber(left), asNumber(right)];
    if (a === null || b === null) return null;
    switch (op) {
      case "+":
        return a + b;
      case "-":
        return a - b;
      case "*":
        return a * b;
      case "/":
        return a / b;
      default:
        return realModulo(a, b);
    }
  };
}

/** Kusto's modulo is never negative. */
function realModulo(a: number, b: number): number {
  const remainder = a % b;
  return remainder < 0 ? remainder + Math.abs(b) : remainder;
}

function longOperation(op: string): (left: Value, right: Value) => bigint | null {
  return (left, right) => {
    const [a, b] = [asLong(left), asLong(right)];
    if (a === null || b === null) return null;
    switch (op) {
      case "+":
        return a + b;
      case "-":
        return a - b;
      case "*":
        return a * b;
      case "/":
        return b === 0n ? null : a / b;
      default:
        return b === 0n ? null : modulo(a, b);
    }
  };
}

function modulo(a: bigint, b: bigint): bigint {
  const remainder = a % b;
  return remainder < 0n ? remainder + (b < 0n ? -b : b) : remainder;
}
