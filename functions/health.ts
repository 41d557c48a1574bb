import { app } from "@azure/functions";
import { guardedHttp } from "../src/app/http/guarded.ts";
import { health } from "../src/app/http/health.ts";
import { APP } from "./app.ts";

app.http("health", {
  methods: ["GET"],
  authLevel: "function",
  route: "health",
  handler: guardedHttp(APP, health),
});
