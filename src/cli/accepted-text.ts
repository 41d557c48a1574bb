import { oneLine } from "../hunt/base/escape.ts";
import { type IgnoreEntry, lastDay } from "../hunt/ignore/ignore.ts";

/** Who accepts that an attack hides behind an entry, until when and why; "" if nobody does. */
export function acceptedText({
  accepted,
  owner,
  expires,
}: Pick<IgnoreEntry, "accepted" | "owner" | "expires">): string {
  if (!accepted || expires === undefined) return "";
  return `accepted by ${oneLine(owner, 60)} until ${lastDay(expires)}: ${oneLine(accepted, 200)}`;
}
