// Preloaded by bench/commands.mjs: writes the CPU time of the process, in seconds, when it ends.
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

if (isMainThread)
  process.on("exit", () => {
    const { user, system } = process.cpuUsage();
    writeFileSync(process.env.CPU_TIME_FILE, String((user + system) / 1e6));
  });
