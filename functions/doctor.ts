import { app } from "@azure/functions";
import { doctor } from "../src/app/http/doctor.ts";
import { guardedHttp } from "../src/app/http/guarded.ts";
import { APP } from "./app.ts";

app.http("doctor", {
  methods: ["POST"],
  authLevel: "function",
  route: "doctor",
  handler: guardedHttp(APP, doctor),
});
