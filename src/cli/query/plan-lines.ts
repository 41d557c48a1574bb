import { oneLine, safeJson } from "../../hunt/base/escape.ts";
import type { Plan } from "./execute-query.ts";

const REST = "everything else, such as columns that no operator reads";

/** The operators in the order in which they ended; those that are part of another are indented. */
export function planLines({ steps, rest }: Plan): string[] {
  const line = (rows: string, milliseconds: number | "cpu ms", text: string) => {
    const time = typeof milliseconds === "number" ? milliseconds.toFixed(1) : milliseconds;
    return `${rows.padStart(10)}  ${time.padStart(9)}  ${text}`;
  };
  return [
    line("rows", "cpu ms", "operator"),
    ...steps.map(({ text, level, rows, milliseconds }) =>
      line(String(rows), milliseconds, "  ".repeat(level) + oneLine(text, 100)),
    ),
    line("", rest, REST),
  ];
}

/** The same, an object per line. */
export function planObjects({ steps, rest }: Plan): string[] {
  const objects = [
    ...steps.map((step) => ({ kind: "step", ...step, milliseconds: rounded(step.milliseconds) })),
    { kind: "rest", milliseconds: rounded(rest) },
  ];
  return objects.map((one) => safeJson(JSON.stringify(one)));
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1_000) / 1_000;
}
