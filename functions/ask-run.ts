import { app } from "@azure/functions";
import { onRequest } from "./on-call.ts";

app.http("askRun", {
  methods: ["POST"],
  authLevel: "function",
  route: "runs",
  handler: onRequest(({ askForRun }) => askForRun),
});
