import { app } from "@azure/functions";
import { onRequest } from "./on-call.ts";

app.http("readRun", {
  methods: ["GET"],
  authLevel: "function",
  route: "runs/{id:guid}",
  handler: onRequest(({ readRun }) => readRun),
});
