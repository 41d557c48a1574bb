import { app, type InvocationContext, type Timer } from "@azure/functions";
import { stackOf } from "../src/hunt/stack.ts";
import { laneNames } from "../src/settings/lanes.ts";
import { DEFAULT_SCHEDULE } from "../src/settings/schema.ts";
import { runLane } from "./lane.ts";

/** One timer a lane. Nothing here may throw: an app that fails before it registers is an app without functions. */
for (const name of laneNames(process.env["WORKSPACES"])) {
  app.timer(`hunt${name}`, {
    schedule: process.env["HUNT_SCHEDULE"] ? "%HUNT_SCHEDULE%" : DEFAULT_SCHEDULE,
    handler: (_timer: Timer, context: InvocationContext) => huntLane(name, context),
  });
}

/** The timer's payload is not read: the ledger says what is due. A throw would end the worker with all that it runs. */
async function huntLane(name: string, context: InvocationContext): Promise<void> {
  try {
    await runLane(name, process.env, context.invocationId, { info: (line) => context.log(line), error: (line) => context.error(line) });
  } catch (error) {
    context.error(stackOf(error));
  }
}
