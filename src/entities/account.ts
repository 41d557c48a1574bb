import type { EntityType, Identifier } from "../hunt/entity.ts";

/** A full name is split where it can be: Sentinel drops an account that has nothing but a common name such as SYSTEM. */
export const account: EntityType = {
  identifiers: [
    "Name",
    "FullName",
    "NTDomain",
    "DnsDomain",
    "UPNSuffix",
    "Sid",
    "AadTenantId",
    "AadUserId",
    "PUID",
    "IsDomainJoined",
    "DisplayName",
    "ObjectGuid",
  ],
  complete: (mapped) => [...mapped, ...partsOf(mapped.find(({ identifier }) => identifier === "FullName")?.value)].filter(first),
};

/** `DOMAIN\name` and `name@suffix`; anything else has no parts. Source: Sentinel entities reference, Account. */
function partsOf(fullName: string | undefined): Identifier[] {
  const windows = /^([^\\@]+)\\([^\\]+)$/.exec(fullName ?? "");
  if (windows) return [part("Name", windows[2]), part("NTDomain", windows[1])];
  const upn = /^([^\\@]+)@([^\\@]+)$/.exec(fullName ?? "");
  if (upn) return [part("Name", upn[1]), part("UPNSuffix", upn[2])];
  return /^S-1-\d+(-\d+)+$/i.test(fullName ?? "") ? [part("Sid", fullName)] : [];
}

function part(identifier: string, value = ""): Identifier {
  return { identifier, value };
}

function first({ identifier }: Identifier, index: number, all: readonly Identifier[]): boolean {
  return all.findIndex((other) => other.identifier === identifier) === index;
}
