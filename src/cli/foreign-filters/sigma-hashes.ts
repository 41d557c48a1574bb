import { type Converted, join, refuse } from "./converted.ts";
import { sigmaColumn } from "./sigma-fields.ts";

const KINDS = ["md5", "sha1", "sha256", "imphash"];

const WAYS = ["contains", "startswith", "endswith", "all"];

/** A hash in Sysmon's field of all hashes, such as `IMPHASH=<hash>`. */
export function matchHash(value: unknown, modifiers: readonly string[]): Converted {
  const other = modifiers.find((name) => !WAYS.includes(name.toLowerCase()));
  const [, kind, hash] = /^\*?(?:(\w+)=)?([0-9a-f]{8,128})\*?$/i.exec(String(value)) ?? [];
  const kinds = kind === undefined ? KINDS : KINDS.filter((one) => one === kind.toLowerCase());
  if (other !== undefined || hash === undefined || kinds.length === 0)
    return refuse(
      "of Hashes only whole ones are read, such as Hashes|contains: MD5=...",
      "write the whole hash with its kind: MD5, SHA1, SHA256 or IMPHASH",
    );
  return join(
    "any",
    kinds.map((one) => ({ when: { field: sigmaColumn(one) ?? one, op: "equals", value: hash } })),
  );
}
