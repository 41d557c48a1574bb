import { app, type HttpResponseInit } from "@azure/functions";
import { problemText } from "../src/hunt/ignore.ts";
import { withSettings } from "../src/settings/rule-settings.ts";
import { readSettings } from "../src/settings/settings.ts";
import { CONTENT } from "./content.ts";
import { guardedHttp, problemAnswer } from "./guarded.ts";

app.http("rules", { methods: ["GET"], authLevel: "function", route: "rules", handler: guardedHttp(listRules) });

/** The rules of this version, as the settings change them. */
async function listRules(): Promise<HttpResponseInit> {
  const read = readSettings(process.env);
  if ("problems" in read) return problemAnswer(503, read.problems.map(problemText));
  const running = new Map(withSettings(CONTENT.rules, read.settings).map((rule) => [rule.slug, rule]));
  const rules = CONTENT.rules.map((compiled) => {
    const { slug, id, name, severity, tactics, techniques, hunt } = running.get(compiled.slug) ?? compiled;
    const { every, delivery, cap } = hunt;
    const { shape, columns } = compiled;
    const runs = running.has(slug);
    return { rule: slug, id, name, severity, tactics, techniques, everySeconds: every / 1000, delivery, cap, runs, shape, columns };
  });
  return { jsonBody: { rules } };
}
