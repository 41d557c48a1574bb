/**
 * Who can answer at a host, as far as its name tells. anybody: a public address, or a site on which
 * anybody publishes. outside: another name of the internet. trusted: a name of the own network, or of
 * a maker of software that is installed from there.
 */
export type HostOwner = "anybody" | "outside" | "trusted";

/** Sites on which anybody publishes under a name of their choice. Facts: the sites' own pages. */
const OPEN_SITES =
  /(^|\.)(githubusercontent\.com|github\.io|pastebin\.com|duckdns\.org|ngrok\.io|ngrok-free\.app|trycloudflare\.com|transfer\.sh|discordapp\.com|pages\.dev|workers\.dev|blob\.core\.windows\.net|web\.core\.windows\.net|s3\.amazonaws\.com|dropboxusercontent\.com)$/;

/** Endings and labels that organisations give to names of their own network. */
const INSIDE = /(^|\.)(local|lan|corp|internal|intra|intranet|localdomain|home\.arpa)(\.|$)/;

/** Sites from which Windows' own programs and installers fetch, and on which only the owner publishes. */
const MAKERS =
  /(^|\.)(microsoft\.com|windows\.com|windowsupdate\.com|aka\.ms|chocolatey\.org|scoop\.sh)$/;

/** IANA's special-purpose addresses that are not routed on the internet. */
const PRIVATE = /^(10|127|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./;
const PRIVATE_V6 = /^\[(::1|f[cd]|fe80)/;

const DECIMAL = /^\d{1,3}(\.\d{1,3}){3}$/;
/** An address as one number, or with hexadecimal or octal parts: written only to hide it. */
const ODD_NUMBER = /^(0x[0-9a-f]+|\d+)(\.(0x[0-9a-f]+|\d+)){0,3}$/;
const OCTAL = /(^|\.)0\d/;

/** @param written without user info and port, in any case */
export function hostOwner(written: string): HostOwner {
  const host = written.toLowerCase().replace(/\.$/, "");
  if (DECIMAL.test(host) && !OCTAL.test(host)) return PRIVATE.test(host) ? "trusted" : "anybody";
  if (ODD_NUMBER.test(host)) return "anybody";
  if (host.startsWith("[")) return PRIVATE_V6.test(host) ? "trusted" : "anybody";
  if (OPEN_SITES.test(host)) return "anybody";
  const isTrusted = !host.includes(".") || INSIDE.test(host) || MAKERS.test(host);
  return isTrusted ? "trusted" : "outside";
}
