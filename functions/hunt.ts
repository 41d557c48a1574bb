import { app } from "@azure/functions";
import { laneNames } from "../src/settings/lanes.ts";
import { timerSchedule } from "../src/settings/schedule.ts";
import { onTimer } from "./on-call.ts";

/**
 * One timer a lane. Nothing here may throw: an app that fails before it registers is an app without
 * functions.
 */
for (const name of laneNames(process.env["WORKSPACES"])) {
  app.timer(`hunt${name}`, {
    schedule: timerSchedule(process.env["HUNT_SCHEDULE"]),
    handler: onTimer(
      ({ runLane }) =>
        (app, invocation) =>
          runLane(app, name, invocation),
    ),
  });
}
