import { app } from "@azure/functions";
import { onRequest } from "./on-call.ts";

app.http("doctor", {
  methods: ["POST"],
  authLevel: "function",
  route: "doctor",
  handler: onRequest(({ doctor }) => doctor),
});
