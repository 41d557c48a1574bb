import { app } from "@azure/functions";
import { onRequest } from "./on-call.ts";

app.http("tick", {
  methods: ["POST"],
  authLevel: "function",
  route: "tick",
  handler: onRequest(({ tickNow }) => tickNow),
});
