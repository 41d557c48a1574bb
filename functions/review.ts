import { app } from "@azure/functions";
import { onTimer } from "./on-call.ts";

/** On Mondays, at a quiet minute. */
app.timer("review", { schedule: "0 37 3 * * 1", handler: onTimer(({ review }) => review) });
