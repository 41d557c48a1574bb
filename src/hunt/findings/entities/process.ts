import type { EntityType, Identifier } from "../entity.ts";
import { identifier, strongest, valuesByIdentifier } from "./identifiers.ts";
import { isPlaceholder, unwrap } from "./text.ts";

/** A command line is kept exactly as it is. Values that mean "not known" are left out. */
export const process: EntityType = {
  name: "Process",
  identifiers: ["ProcessId", "CommandLine", "ElevationToken", "CreationTimeUtc"],
  forms: [["ProcessId", "CommandLine", "CreationTimeUtc"]],
  inEvidence: true,
  complete(mapped) {
    const known = valuesByIdentifier(mapped.flatMap(normalise));
    if (!known.has("ProcessId") && !known.has("CommandLine")) return [];
    return strongest(known, [
      ["ProcessId"],
      ["CreationTimeUtc"],
      ["CommandLine"],
      ["ElevationToken"],
    ]);
  },
};

function normalise({ identifier: mapped, value }: Identifier): Identifier[] {
  if (isPlaceholder(value)) return [];
  const text = unwrap(value);
  switch (mapped) {
    case "CommandLine":
      return [{ identifier: mapped, value }];
    case "ProcessId":
      return [identifier(mapped, decimal(text))];
    case "CreationTimeUtc":
      return Date.parse(text) > 0 ? [identifier(mapped, text)] : [];
    default:
      return [identifier(mapped, text)];
  }
}

/** Windows Security 4688 writes process ids as 0x1a4, every other source as decimals. */
function decimal(text: string): string {
  return /^0x[\da-f]{1,16}$/i.test(text) ? BigInt(text).toString() : text;
}
