import { app, type HttpResponseInit } from "@azure/functions";
import { withSettings } from "../src/settings/rule-settings.ts";
import { CONTENT } from "./content.ts";
import { guardedHttp, settingsNow } from "./guarded.ts";

app.http("rules", {
  methods: ["GET"],
  authLevel: "function",
  route: "rules",
  handler: guardedHttp(listRules),
});

/** The rules of this version, as the settings change them. */
async function listRules(): Promise<HttpResponseInit> {
  const settings = settingsNow();
  const running = new Map(withSettings(CONTENT.rules, settings).map((rule) => [rule.slug, rule]));
  const rules = CONTENT.rules.map((compiled) => {
    const { slug, id, name, severity, tactics, techniques, hunt } =
      running.get(compiled.slug) ?? compiled;
    const { every, delivery, cap } = hunt;
    const { shape, columns } = compiled;
    const runs = running.has(slug);
    return {
      rule: slug,
      id,
      name,
      severity,
      tactics,
      techniques,
      everySeconds: every / 1000,
      delivery,
      cap,
      runs,
      shape,
      columns,
    };
  });
  return { jsonBody: { rules } };
}
