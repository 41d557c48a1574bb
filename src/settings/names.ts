import { LANE_SETTINGS, LIST_SETTINGS, SETTINGS, type Setting } from "./table.ts";

/** Every app setting of this product. */
export const ALL_SETTINGS: readonly Setting[] = [
  ...LANE_SETTINGS,
  ...Object.values(SETTINGS),
  ...LIST_SETTINGS,
];

export const SETTING_NAMES: readonly string[] = ALL_SETTINGS.map(({ name }) => name);
