import { app } from "@azure/functions";
import { guardedHttp } from "../src/app/http/guarded.ts";
import { listRules } from "../src/app/http/rules.ts";
import { APP } from "./app.ts";

app.http("rules", {
  methods: ["GET"],
  authLevel: "function",
  route: "rules",
  handler: guardedHttp(APP, listRules),
});
