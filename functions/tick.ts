import { app } from "@azure/functions";
import { guardedHttp } from "../src/app/http/guarded.ts";
import { tickNow } from "../src/app/http/tick.ts";
import { APP } from "./app.ts";

app.http("tick", {
  methods: ["POST"],
  authLevel: "function",
  route: "tick",
  handler: guardedHttp(APP, tickNow),
});
