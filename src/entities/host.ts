import type { EntityType, Identifier } from "../hunt/entity.ts";

/** A host's full name is split into HostName and DnsDomain. Source: Sentinel entities reference, Host. */
export const host: EntityType = {
  identifiers: [
    "DnsDomain",
    "NTDomain",
    "HostName",
    "FullName",
    "NetBiosName",
    "AzureID",
    "OMSAgentID",
    "OSFamily",
    "OSVersion",
    "IsDomainJoined",
  ],
  complete(mapped) {
    const fullName = mapped.find(({ identifier }) => identifier === "FullName")?.value ?? "";
    const known = new Set(mapped.map(({ identifier }) => identifier));
    return [...mapped, ...partsOf(fullName).filter(({ identifier }) => !known.has(identifier))];
  },
};

function partsOf(fullName: string): Identifier[] {
  if (fullName === "" || /^[\d.]+$/.test(fullName)) return [];
  const dot = fullName.indexOf(".");
  const name = dot < 0 ? fullName : fullName.slice(0, dot);
  const domain = dot < 0 ? "" : fullName.slice(dot + 1);
  const parts = [{ identifier: "HostName", value: name }];
  return domain ? [...parts, { identifier: "DnsDomain", value: domain }] : parts;
}
