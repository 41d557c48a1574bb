import { app } from "@azure/functions";
import { onRequest } from "./on-call.ts";

app.http("accept", {
  methods: ["GET", "POST"],
  authLevel: "function",
  route: "accept/{run?}/{step?}",
  handler: onRequest(({ accept }) => accept),
});
