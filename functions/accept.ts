import { app } from "@azure/functions";
import { accept } from "../src/app/http/accept.ts";
import { guardedHttp } from "../src/app/http/guarded.ts";
import { APP } from "./app.ts";

app.http("accept", {
  methods: ["GET", "POST"],
  authLevel: "function",
  route: "accept/{run?}/{step?}",
  handler: guardedHttp(APP, accept),
});
