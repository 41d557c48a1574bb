import { problemText } from "../../hunt/base/problem.ts";
import { readSettings, type Settings } from "../../settings/settings.ts";
import type { App } from "../application.ts";
import { WrongSettings } from "./guarded.ts";

/**
 * The settings of a request that cannot be answered without them: what is wrong with them is its
 * answer.
 */
export function settingsNow({ environment }: App): Settings {
  const read = readSettings(environment);
  if ("problems" in read) throw new WrongSettings(read.problems.map(problemText));
  return read.settings;
}
