import type { EntityType } from "../entity.ts";
import { addressOf, isUnspecified } from "./address.ts";
import { identifier, knownOf, strongest } from "./identifiers.ts";
import { unwrapped } from "./text.ts";

/** Text that is no address names nothing. Source: Sentinel entities reference, IP. */
export const ip: EntityType = {
  name: "IP",
  identifiers: ["Address", "AddressScope"],
  complete(mapped) {
    const known = knownOf(
      mapped.flatMap(({ identifier: name, value }) => {
        const text = name === "Address" ? addressOf(value) : unwrapped(value);
        return text === undefined || isUnspecified(text) ? [] : [identifier(name, text)];
      }),
    );
    return known.has("Address") ? strongest(known, [["Address"], ["AddressScope"]]) : [];
  },
};
