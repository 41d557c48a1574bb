import { expect, test } from "vitest";
import { eachOnce, type Log } from "../../src/app/log.ts";

test("an error or a warning that several rules meet is told once in a tick, every line of telemetry as often as it comes", () => {
  const told: string[] = [];
  const say = (level: string) => (line: string) => void told.push(`${level} ${line}`);
  const log: Log = {
    telemetry: say("telemetry"),
    error: say("error"),
    warning: say("warning"),
    info: say("info"),
    debug: say("debug"),
  };
  const once = eachOnce(log);
  for (const line of ["a", "b", "a"]) {
    once.error(line);
    once.telemetry(line);
  }
  once.warning("c");
  once.warning("c");
  expect(told).toEqual([
    "error a",
    "telemetry a",
    "error b",
    "telemetry b",
    "telemetry a",
    "warning c",
  ]);
});
