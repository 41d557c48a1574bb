import type { IpAddress, IpFamily } from "./ip-family.ts";

const OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const PATTERN = new RegExp(`^${Array(4).fill(OCTET).join("\\.")}(?:/(\\d{1,2}))?$`);

/** Reads `10.1.2.3` or `10.1.2.3/24`; null if it is neither. */
export function parseIpv4(text: string): IpAddress<number> | null {
  const match = PATTERN.exec(text);
  const prefix = Number(match?.[5] ?? 32);
  if (!match || prefix > 32) return null;
  const address = [1, 2, 3, 4].reduce((sum, octet) => sum * 256 + Number(match[octet]), 0);
  return { address, prefix };
}

export const IPV4_FAMILY: IpFamily<IpAddress<number>> = {
  bits: 32,
  parse: parseIpv4,
  network: ({ address }, prefix) => (prefix === 0 ? 0 : (address & (-1 << (32 - prefix))) >>> 0),
};

export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}
