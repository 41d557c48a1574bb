import { problemText } from "../../hunt/base/problem.ts";
import { readSettings, type Settings } from "../../settings/settings.ts";
import type { App } from "../application.ts";
import { WrongSettings } from "./guarded.ts";

/**
 * The settings, for a request that cannot be answered without them.
 * @throws WrongSettings if something is wrong with them, which becomes the answer
 */
export function settingsNow({ environment }: App): Settings {
  const read = readSettings(environment);
  if ("problems" in read) throw new WrongSettings(read.problems.map(problemText));
  return read.settings;
}
