// Preloaded by benchmarks: writes the CPU time of the process, in seconds, when it ends, and to a
// second file, where one is named, the most memory that it had, in MB.
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

if (isMainThread)
  process.on("exit", () => {
    const { user, system } = process.cpuUsage();
    const { CPU_TIME_FILE, MEMORY_FILE } = process.env;
    writeFileSync(CPU_TIME_FILE, String((user + system) / 1e6));
    if (MEMORY_FILE) writeFileSync(MEMORY_FILE, String(process.resourceUsage().maxRSS / 1024));
  });
