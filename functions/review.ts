import { app } from "@azure/functions";
import { guardedTimer } from "../src/app/guarded-timer.ts";
import { review } from "../src/app/review.ts";
import { APP } from "./app.ts";

/** On Mondays, at a quiet minute. */
app.timer("review", { schedule: "0 37 3 * * 1", handler: guardedTimer(APP, review) });
