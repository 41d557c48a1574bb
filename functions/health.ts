import { app } from "@azure/functions";
import { onRequest } from "./on-call.ts";

app.http("health", {
  methods: ["GET"],
  authLevel: "function",
  route: "health",
  handler: onRequest(({ health }) => health),
});
