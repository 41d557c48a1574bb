import type { TokenCredential } from "@azure/core-auth";
import { createDefaultHttpClient, type HttpClient } from "@azure/core-rest-pipeline";
import { NoAnswer } from "../hunt/base/call-error.ts";
import { isRest } from "./call-error.ts";

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** Used instead of a token: the emulator requires one and accepts any. */
export const LOCAL_CREDENTIAL: TokenCredential = {
  getToken: async () => ({ token: "local", expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
};

/**
 * A transport that sends every request to an emulator on a loopback port. The SDKs refuse to send
 * tokens over plain http, so they get their usual https address, and the request is redirected
 * here, after that check.
 * @throws Error if the address is not a loopback address: a token must not leave the machine
 * unencrypted
 */
export function loopbackTransport(
  address: string,
  inner: HttpClient = createDefaultHttpClient(),
): HttpClient {
  const emulator = new URL(address);
  if (emulator.protocol !== "http:" || !LOOPBACK.includes(emulator.hostname))
    throw new Error(`${address} is not a loopback http address`);
  return {
    async sendRequest(request) {
      const url = new URL(request.url);
      url.protocol = emulator.protocol;
      url.host = emulator.host;
      request.url = url.toString();
      request.allowInsecureConnection = true;
      try {
        return await inner.sendRequest(request);
      } catch (error) {
        if (!isRest(error) || error.code !== "ECONNREFUSED") throw error;
        throw new NoAnswer(
          `no emulator answers at ${emulator.origin} (HUNT_EMULATOR)`,
          "start it with npx hunts emulator, correct the address, or unset HUNT_EMULATOR",
          undefined,
          error,
        );
      }
    },
  };
}
