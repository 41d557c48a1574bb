import type { Checked } from "./check.ts";
import { BEGIN, type Happening, MINUTE, type Schedule } from "./schedule.ts";

/**
 * Describes a schedule that failed: its data, what happened, what must not be, and how to play it
 * again.
 */
export function failureText({ schedule, violations, log }: Checked): string {
  const shown = [...new Set(violations.map(({ check, text }) => `  ${check}: ${text}`))];
  return [
    `schedule ${schedule.seed}`,
    ...scheduleLines(schedule),
    "what happened:",
    ...log.map((line) => `  ${line}`),
    "what must not be:",
    ...shown.slice(0, 30),
    ...(shown.length > 30 ? [`  and ${shown.length - 30} more`] : []),
    `to play it again: node scripts/schedules.mjs --seed ${schedule.seed}`,
  ].join("\n");
}

function scheduleLines({
  shapes,
  workspaces,
  ledger,
  starts,
  ticks,
  mishaps,
  troubles,
  refused,
  acts,
  asked,
  held,
  again,
  latency,
}: Schedule): string[] {
  return [
    `rules: ${shapes.join("; ")}; ${workspaces} workspace${workspaces > 1 ? "s" : ""}; ledger in ${ledger}; a call takes up to ${latency} ms each way`,
    ...(refused ? [`Azure takes nothing of ${refused}`] : []),
    ...(again ? ["in the end, a run of everything is requested"] : []),
    ...(held === undefined ? [] : [`an answer has at most ${held} rows`]),
    ...[...starts]
      .sort((a, b) => a.time - b.time)
      .map(
        (one) =>
          `start ${one.number} at ${minute(one.time)}, ${one.kind}, ${one.host} ${one.user} ${one.module}, arrives ${one.arrives} ms later, apart ${one.apart} ms`,
      ),
    `ticks: ${ticks.map(({ at, ahead }) => `${minute(at)}${Math.abs(ahead) > 1_500 ? ` (${ahead} ms ahead)` : ""}`).join(", ")}`,
    ...asked.map(
      ({ at, from, to }) => `asked at ${minute(at)}: from ${minute(from)} to ${minute(to)}`,
    ),
    ...troubles.map(({ what, from, to }) => `${what} from ${minute(from)} to ${minute(to)}`),
    ...mishaps.map(
      (one) =>
        `${one.of} number ${one.nth}: ${happening(one)}${one.next ? `, then ${happening(one.next)}` : ""}`,
    ),
    ...acts.map(
      ({ at, after, what }) =>
        `analyst ${after === undefined ? `at ${minute(at)}` : `${at} ms after mishap ${after}`}: ${what}`,
    ),
  ];
}

function happening({ what, stood, ms }: Happening): string {
  return `${what}${stood ? " after it was done" : ""} (${ms} ms)`;
}

/** Time since BEGIN, with at most three decimals: `minute 12.5`. */
function minute(time: number): string {
  return `minute ${Number(((time - BEGIN) / MINUTE).toFixed(3))}`;
}
