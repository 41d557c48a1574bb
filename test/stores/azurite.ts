import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface Azurite {
  readonly connection: string;
  stop(): void;
}

const KEY =
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
/** Found from here as from dist/, where benches run. */
const AZURITE = dirname(createRequire(import.meta.url).resolve("azurite/package.json"));
/** The accounts of a process that several share, each of which finds its own empty. */
const ACCOUNTS = Array.from({ length: 500 }, (_, index) => `account${index}`);

interface Started {
  readonly port: number;
  readonly child: ChildProcess;
}

let shared: Promise<Started> | undefined;
let taken = 0;

/**
 * The table service of Azurite on a loopback port. In memory it is one process for all tests of a
 * worker, and an empty account of it, which lasts as long as the worker; in a folder it is a
 * process of its own, until it is stopped.
 */
export async function startAzurite(folder?: string): Promise<Azurite> {
  if (folder) {
    const { port, child } = await start(["--location", folder]);
    return { connection: connectionOf(port, ACCOUNTS[0] ?? ""), stop: () => child.kill("SIGKILL") };
  }
  shared ??= start(["--inMemoryPersistence"]);
  const { port } = await shared;
  const account = ACCOUNTS[taken++];
  if (account === undefined) throw new Error(`no more than ${ACCOUNTS.length} accounts`);
  return { connection: connectionOf(port, account), stop: () => undefined };
}

/** The connection to a service that is not there. */
export async function noAzurite(): Promise<string> {
  return connectionOf(await freePort(), ACCOUNTS[0] ?? "");
}

function connectionOf(port: number, account: string): string {
  return `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${KEY};TableEndpoint=http://127.0.0.1:${port}/${account};`;
}

async function start(place: readonly string[]): Promise<Started> {
  const port = await freePort();
  const script = join(AZURITE, "dist/src/table/main.js");
  const flags = [
    "--tableHost",
    "127.0.0.1",
    "--tablePort",
    String(port),
    "--silent",
    "--skipApiVersionCheck",
    "--disableTelemetry",
  ];
  const child = spawn(
    process.execPath,
    [
      "--require",
      join(AZURITE, "../../test/stores/end-with-parent.cjs"),
      script,
      ...flags,
      ...place,
    ],
    {
      env: {
        ...process.env,
        AZURITE_ACCOUNTS: ACCOUNTS.map((account) => `${account}:${KEY}`).join(";"),
      },
      stdio: ["pipe", "ignore", "ignore"],
    },
  );
  await answering(port, child);
  child.unref();
  return { port, child };
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
  for (let attempt = 0; attempt < 1_000; attempt++) {
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
