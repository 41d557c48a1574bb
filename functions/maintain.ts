import { app } from "@azure/functions";
import { guardedTimer } from "../src/app/guarded-timer.ts";
import { maintain } from "../src/app/maintain.ts";
import { APP } from "./app.ts";

/** Once a day, at a quiet minute. */
app.timer("maintain", { schedule: "0 17 3 * * *", handler: guardedTimer(APP, maintain) });
