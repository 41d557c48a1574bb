import { setTimeout as sleep } from "node:timers/promises";
import { type FunctionApp, functionApp } from "../azure/function-app.ts";

export type { FunctionApp };

/** The app that is deployed at an address, called with its function key. */
export function deployedApp(address: string, key: string): FunctionApp {
  return functionApp(address, key, sleep);
}
