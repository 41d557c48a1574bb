import { app } from "@azure/functions";
import { onTimer } from "./on-call.ts";

/** Once a day, at a quiet minute. */
app.timer("maintain", { schedule: "0 17 3 * * *", handler: onTimer(({ maintain }) => maintain) });
