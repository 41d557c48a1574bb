import { app } from "@azure/functions";
import { guardedTimer } from "../src/app/guarded-timer.ts";
import { runLane } from "../src/app/lane/run-lane.ts";
import { laneNames } from "../src/settings/lanes.ts";
import { timerSchedule } from "../src/settings/schedule.ts";
import { APP } from "./app.ts";

/**
 * One timer a lane. Nothing here may throw: an app that fails before it registers is an app without
 * functions.
 */
for (const name of laneNames(process.env["WORKSPACES"])) {
  app.timer(`hunt${name}`, {
    schedule: timerSchedule(process.env["HUNT_SCHEDULE"]),
    handler: guardedTimer(APP, (application, invocation) => runLane(application, name, invocation)),
  });
}
