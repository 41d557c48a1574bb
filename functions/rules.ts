import { app } from "@azure/functions";
import { onRequest } from "./on-call.ts";

app.http("rules", {
  methods: ["GET"],
  authLevel: "function",
  route: "rules",
  handler: onRequest(({ listRules }) => listRules),
});
