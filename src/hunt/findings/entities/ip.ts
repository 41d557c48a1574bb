import type { EntityType } from "../entity.ts";
import { isUnspecified, parseAddress } from "./address.ts";
import { identifier, strongest, valuesByIdentifier } from "./identifiers.ts";
import { unwrap } from "./text.ts";

/** Text that is not an address is left out. Source: Sentinel entities reference, IP. */
export const ip: EntityType = {
  name: "IP",
  identifiers: ["Address", "AddressScope"],
  forms: [["Address", "AddressScope"]],
  complete(mapped) {
    const known = valuesByIdentifier(
      mapped.flatMap(({ identifier: name, value }) => {
        const text = name === "Address" ? parseAddress(value) : unwrap(value);
        return text === undefined || isUnspecified(text) ? [] : [identifier(name, text)];
      }),
    );
    return known.has("Address") ? strongest(known, [["Address"], ["AddressScope"]]) : [];
  },
};
