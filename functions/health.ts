import { app, type HttpRequest, type HttpResponseInit } from "@azure/functions";
import { CONTENT } from "./content.ts";
import { guardedHttp } from "./guarded.ts";
import { healthNow, isDry } from "./problems.ts";

app.http("health", {
  methods: ["GET"],
  authLevel: "function",
  route: "health",
  handler: guardedHttp(health),
});

/**
 * 200 where every lane has run lately and nothing failed, 503 otherwise; with `?details=true` also
 * what is wrong, how each lane is, what it missed, and what the app was built from.
 */
async function health({ query }: HttpRequest): Promise<HttpResponseInit> {
  const { problems, lanes } = await healthNow(process.env, Date.now());
  const status = problems.length === 0 ? "ok" : "failing";
  const details =
    query.get("details") === "true"
      ? { problems, dry: isDry(process.env), lanes, ...CONTENT.built }
      : {};
  return { status: problems.length === 0 ? 200 : 503, jsonBody: { status, ...details } };
}
