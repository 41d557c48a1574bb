import type { App } from "../application.ts";
import { healthNow, isDry } from "../health-now.ts";
import type { Answer, Request } from "./guarded.ts";

/**
 * 200 if every lane has run lately and nothing failed, 503 otherwise; with `?details=true` also
 * what is wrong, the state of each lane, what it missed, and what the app was built from.
 */
export async function health(app: App, { query }: Request): Promise<Answer> {
  const { problems, lanes } = await healthNow(app, Date.now());
  const status = problems.length === 0 ? "ok" : "failing";
  const details =
    query.get("details") === "true"
      ? { problems, dry: isDry(app), lanes, ...app.content.built }
      : {};
  return { status: problems.length === 0 ? 200 : 503, jsonBody: { status, ...details } };
}
