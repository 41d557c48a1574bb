import { createServer } from "node:net";
import { expect, test } from "vitest";
import { CLOUDS } from "../../src/azure/clouds.ts";
import { logsQueries } from "../../src/azure/logs.ts";
import { LOCAL_CREDENTIAL, loopbackTransport } from "../../src/azure/loopback.ts";
import { sentinelResources } from "../../src/azure/sentinel.ts";
import { NoAnswer } from "../../src/hunt/base/call-error.ts";
import { WORKSPACE } from "../harness.ts";

/** A port of this machine at which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("an emulator that is not there is one line with what to do, at once", async () => {
  const address = `http://127.0.0.1:${await freePort()}`;
  const access = {
    credential: LOCAL_CREDENTIAL,
    cloud: CLOUDS.AzurePublic,
    httpClient: loopbackTransport(address),
  };
  const timespan = { from: 0, to: 1 };
  const calls = [
    logsQueries(access).query(WORKSPACE, { text: "print 1", timespan }),
    sentinelResources(access, async () => undefined).read(WORKSPACE, {
      kind: "bookmark",
      id: WORKSPACE.id,
    }),
  ];
  for (const call of calls) {
    const error = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(NoAnswer);
    expect((error as NoAnswer).line).toBe(
      `no emulator answers at ${address} (HUNT_EMULATOR); start it with npx hunts emulator, ` +
        "correct the address, or unset HUNT_EMULATOR",
    );
  }
});
