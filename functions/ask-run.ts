import { app } from "@azure/functions";
import { guardedHttp } from "../src/app/http/guarded.ts";
import { askForRun } from "../src/app/http/runs.ts";
import { APP } from "./app.ts";

app.http("askRun", {
  methods: ["POST"],
  authLevel: "function",
  route: "runs",
  handler: guardedHttp(APP, askForRun),
});
