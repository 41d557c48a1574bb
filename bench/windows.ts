// What a day's window of 500,000 rows takes: in one workspace, and in five at once as a lane runs
// them. In one kind an entry ignores nearly all rows, in the other all are findings, most of them
// above the cap. The app is a process of its own, and so are the workspaces
// (bench/windows-service.ts) and the ledger (Azurite), with HTTP between them, as where the app is
// deployed. Beside it the same windows asked whole, as far as the service answers, with all rows
// held until they are judged. Prints the time, the longest stall of the event loop, and the most
// memory that the app's process had. Goal: below 1.5 GB with five at once.
//
//   node bench/windows.mjs               both variants, five at once, in parts as a lane queries:
// the                                        case of the goal   node bench/windows.mjs findings 1
// only what is named: ignored, findings; parts, whole; 1, 5   node bench/windows.mjs all
// everything
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { seedRule, WORKSPACE } from "../test/harness.ts";
import { startAzurite } from "../test/stores/azurite.ts";
import type { AppReport, AppTask } from "./windows-app.ts";

const MOST_MB = 1_536;
const NOISY = ["ignored", "findings"] as const;
const WAYS = ["parts", "whole"] as const;
const AT_ONCE = ["1", "5"] as const;
/** What is measured if nothing of its kind is named. */
const USUAL = ["ignored", "findings", "parts", "5"];

const script = new URL("../bench/windows.mjs", import.meta.url).pathname;
const children: ChildProcess[] = [];
process.on("exit", () => {
  for (const child of children) child.kill();
});

function start(part: string): ChildProcess {
  const child = fork(script, [part], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  children.push(child);
  return child;
}

/** Undefined if the process ended before it had a result. */
async function ask<T>(child: ChildProcess, task: unknown): Promise<T | undefined> {
  const ended = once(child, "exit").then(() => undefined);
  await Promise.race([once(child, "message"), ended]);
  const answer = once(child, "message").then(([message]) => message as T);
  if (child.connected) child.send(task as object);
  return Promise.race([answer, ended]);
}

const named = process.argv.slice(2);
const words: readonly string[] = ["all", ...NOISY, ...WAYS, ...AT_ONCE];
const unknown = named.find((word) => !words.includes(word));
if (unknown !== undefined) {
  process.stderr.write(`${unknown} is not one of ${words.join(", ")}\n`);
  process.exit(2);
}
function chosen<T extends string>(all: readonly T[]): readonly T[] {
  if (named.includes("all")) return all;
  const own = all.filter((one) => named.includes(one));
  return own.length > 0 ? own : all.filter((one) => USUAL.includes(one));
}

const port = await ask<number>(start("windows-service"), {});
const { connection } = await startAzurite();
process.stdout.write(
  `node ${process.version}, a day of 500,000 rows of about 540 bytes in each workspace\n`,
);
process.stdout.write(
  "rows      asked   workspaces   seconds   stall ms   most MB   queries   read     findings\n",
);
let met = true;
for (const kind of chosen(NOISY)) {
  for (const way of chosen(WAYS)) {
    for (const count of chosen(AT_ONCE).map(Number)) {
      const workspaces = Array.from({ length: count }, (_, index) => ({
        ...WORKSPACE,
        id: `${kind}-${index}`,
      }));
      const task: AppTask = {
        address: `http://127.0.0.1:${port}`,
        connection,
        table: `hunts${kind}${way}${count}`,
        rule: seedRule("rundll32-lolbin"),
        workspaces,
        way,
      };
      const report = await ask<AppReport>(start("windows-app"), task);
      const head = `${kind.padEnd(10)}${way.padEnd(8)}${String(count).padStart(10)}`;
      if (!report) {
        process.stdout.write(`${head}   its process ended before it was done\n`);
        met &&= way === "whole";
        continue;
      }
      const { seconds, stall, megabytes, queries, rows, findings, failed } = report;
      const cells = [
        seconds.toFixed(1),
        stall.toFixed(0),
        megabytes.toFixed(0),
        String(queries),
        String(rows),
        String(findings),
      ];
      const [a = "", b = "", c = "", d = "", e = "", f = ""] = cells;
      const line = `${head}${a.padStart(10)}${b.padStart(11)}${c.padStart(10)}${d.padStart(10)}${e.padStart(10)}${f.padStart(10)}`;
      process.stdout.write(`${line}${failed > 0 ? `   ${failed} failed` : ""}\n`);
      if (way === "parts") met &&= megabytes < MOST_MB && failed === 0 && rows === count * 500_000;
    }
  }
}
process.stdout.write(
  `goal: the app's process below ${MOST_MB} MB, every row read; ${met ? "met" : "missed"}\n`,
);
for (const child of children) child.kill();
