import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";

/** An entry as if it hid events now, in every workspace: what a preview of it shows. */
export function asInForce(entry: IgnoreEntry): IgnoreEntry {
  return { ...entry, active: true, expires: undefined, workspaces: "all" };
}
