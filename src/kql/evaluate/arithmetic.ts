import { KqlError, type Span } from "../errors.ts";
import { inRange } from "../values/datetime.ts";
import { isNumeric, type ScalarType, type Value } from "../values/types.ts";
import { type Compiled, derive } from "./compiled.ts";
import { asLong, asNumber, ofType, wrap64 } from "./numbers.ts";

export const ARITHMETIC = new Set(["+", "-", "*", "/", "%"]);

/**
 * `+ - * / %` over numbers, times and dynamics; null if either side is null.
 * @throws KqlError (`semantic`) if the operator is not defined for the two types
 */
export function arithmetic(op: string, left: Compiled, right: Compiled, at: Span): Compiled {
  const type = resultType(op, left.type, right.type);
  if (!type) throw new KqlError("semantic", `${left.type} ${op} ${right.type} is not defined`, at);
  const apply = type === "real" || type === "dynamic" ? realOperation(op) : longOperation(op);
  const scale = scalesTime(op, left.type, right.type);
  return derive(type, [left, right], (row) => {
    const [a, b] = [left.at(row), right.at(row)];
    if (a === null || b === null) return null;
    if (scale) return scaleTime(op, a, b);
    const value = apply(a, b, type === "datetime" ? "long" : type);
    return type === "datetime" && typeof value === "bigint" ? inRange(value) : value;
  });
}

function resultType(op: string, left: ScalarType, right: ScalarType): ScalarType | undefined {
  const pair = `${left} ${right}`;
  if (op === "-" && pair === "datetime datetime") return "timespan";
  if ((op === "+" || op === "-") && pair === "datetime timespan") return "datetime";
  if (op === "+" && pair === "timespan datetime") return "datetime";
  if (pair === "timespan timespan")
    return op === "/" ? "real" : op === "*" ? undefined : "timespan";
  if (scalesTime(op, left, right)) return "timespan";
  if (left === "dynamic" || right === "dynamic") return "real";
  if (!isNumeric(left) || !isNumeric(right)) return undefined;
  if (left === "real" || right === "real") return "real";
  return "long";
}

function scalesTime(op: string, left: ScalarType, right: ScalarType): boolean {
  return (
    (left === "timespan" && isNumeric(right) && (op === "*" || op === "/")) ||
    (right === "timespan" && isNumeric(left) && op === "*")
  );
}

function scaleTime(op: string, left: Value, right: Value): Value {
  if (typeof left === "bigint" && typeof right === "bigint")
    return op === "*" ? wrap64(left * right) : right === 0n ? null : left / right;
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a === null || b === null) return null;
  return asLong(op === "*" ? a * b : a / b);
}

type Operation = (left: Value, right: Value, type: ScalarType) => Value;

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
        return b === 0 ? Number.NaN : a % b;
    }
  };
}

function longOperation(op: string): Operation {
  return (left, right, type) => {
    const [a, b] = [asLong(left), asLong(right)];
    if (a === null || b === null) return null;
    if ((op === "/" || op === "%") && b === 0n) return null;
    const value =
      op === "+"
        ? a + b
        : op === "-"
          ? a - b
          : op === "*"
            ? a * b
            : op === "/"
              ? a / b
              : modulo(a, b);
    return ofType(value, type);
  };
}

/** Kusto's modulo is never negative. */
function modulo(a: bigint, b: bigint): bigint {
  const remainder = a % b;
  return remainder < 0n ? remainder + (b < 0n ? -b : b) : remainder;
}
