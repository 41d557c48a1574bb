import { app } from "@azure/functions";
import { laneNames } from "../src/settings/lanes.ts";
import { timerSchedule } from "../src/settings/schedule.ts";
import { onTimer } from "./on-call.ts";

/**
 * One timer per lane. Nothing here may throw: an app that fails before its functions are registered
 * has no functions at all.
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
