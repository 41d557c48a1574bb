import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface Azurite {
  readonly connection: string;
  stop(): void;
}

/** The table service of Azurite on a free loopback port; in memory, or in a folder. */
export async function startAzurite(folder?: string): Promise<Azurite> {
  const port = await freePort();
  const place = folder ? ["--location", folder] : ["--inMemoryPersistence"];
  const script = join(import.meta.dirname, "../../node_modules/azurite/dist/src/table/main.js");
  const flags = ["--tableHost", "127.0.0.1", "--tablePort", String(port), "--silent", "--skipApiVersionCheck", "--disableTelemetry"];
  const child = spawn(process.execPath, [script, ...flags, ...place], { stdio: "ignore" });
  const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
  const connection = `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${key};TableEndpoint=http://127.0.0.1:${port}/devstoreaccount1;`;
  await answering(port, child);
  return { connection, stop: () => child.kill("SIGKILL") };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`Azurite ended with ${child.exitCode}`);
    const answered = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await sleep(100);
  }
  throw new Error("Azurite does not answer");
}
