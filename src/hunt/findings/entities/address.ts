import { unwrap } from "./text.ts";

/**
 * Reads an IP address, without brackets, port and zone; IPv4 in IPv6 becomes IPv4. undefined for
 * other text.
 */
export function parseAddress(raw: string): string | undefined {
  const text = unwrap(raw);
  if (text.length > 100) return undefined;
  const [, bracketed] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text) ?? [];
  const [, withPort] = /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(text) ?? [];
  const address = (bracketed ?? withPort ?? text).replace(/%[\w.-]*$/, "");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (isIPv4(mapped)) return mapped;
  return isIPv6(address) ? address : undefined;
}

/** Whether an address is 0.0.0.0 or ::, which stand for no address. */
export function isUnspecified(address: string): boolean {
  return /^[0.:]+$/.test(address);
}

/** Whether an address is one by which a host reaches itself. */
export function isLoopback(address: string): boolean {
  return address.startsWith("127.") || /^[0:]*:0*1$/.test(address);
}

function isIPv4(text: string): boolean {
  return (
    /^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(text) &&
    text.split(".").every((part) => Number(part) < 256)
  );
}

function isIPv6(text: string): boolean {
  return /^[\da-f:]*:[\da-f:.]*$/i.test(text) && URL.canParse(`http://[${text}]`);
}
