import { app } from "@azure/functions";
import { guardedHttp } from "../src/app/http/guarded.ts";
import { readRun } from "../src/app/http/runs.ts";
import { APP } from "./app.ts";

app.http("readRun", {
  methods: ["GET"],
  authLevel: "function",
  route: "runs/{id:guid}",
  handler: guardedHttp(APP, readRun),
});
