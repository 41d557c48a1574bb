import { createApp } from "../src/app/application.ts";
import { readContent } from "../src/app/content.ts";
import { accept } from "../src/app/http/accept.ts";
import { doctor } from "../src/app/http/doctor.ts";
import { health } from "../src/app/http/health.ts";
import { listRules } from "../src/app/http/rules.ts";
import { askForRun, readRun } from "../src/app/http/runs.ts";
import { tickNow } from "../src/app/http/tick.ts";
import { runLane } from "../src/app/lane/run-lane.ts";
import { maintain } from "../src/app/maintain.ts";
import { review } from "../src/app/review.ts";

/** This process's application, with the content that is packed next to the bundle. */
export const APP = createApp(readContent(__dirname), process.env);

/** What each function runs. */
export const HANDLERS = {
  accept,
  askForRun,
  doctor,
  health,
  listRules,
  maintain,
  readRun,
  review,
  runLane,
  tickNow,
} as const;
