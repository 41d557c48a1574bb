import { withSettings } from "../../settings/rule-settings.ts";
import type { App } from "../application.ts";
import type { Answer } from "./guarded.ts";
import { settingsNow } from "./settings-now.ts";

/** The rules of this version, with the changes that the settings make. */
export async function listRules(app: App): Promise<Answer> {
  const settings = settingsNow(app);
  const compiledRules = app.content.rules;
  const running = new Map(withSettings(compiledRules, settings).map((rule) => [rule.slug, rule]));
  const rules = compiledRules.map((compiled) => {
    const { slug, id, name, severity, tactics, techniques, hunt } =
      running.get(compiled.slug) ?? compiled;
    const { every, delivery, bands, cap } = hunt;
    const { shape, columns } = compiled;
    const runs = running.has(slug);
    return {
      rule: slug,
      ...{ id, name, severity, tactics, techniques },
      everySeconds: every / 1000,
      ...{ delivery, bands, cap, runs, shape, columns },
    };
  });
  return { jsonBody: { rules } };
}
