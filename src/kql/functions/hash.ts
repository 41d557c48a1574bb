import { createHash } from "node:crypto";
import { KqlError, unsupported } from "../errors.ts";
import { asLong } from "../evaluate/numbers.ts";
import type { Value } from "../values/types.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";
import { textFunction } from "./text-function.ts";
import { xxhash64 } from "./xxhash64.ts";

function textHash(algorithm: "md5" | "sha1"): ScalarFunction {
  return textFunction("string", (text) => createHash(algorithm).update(text).digest("hex"));
}

/** Kusto hashes the UTF-8 bytes of a string and the 64 bits of a long or a time. */
function bytesOf(value: Value, { types: [type], at }: CallSite): Uint8Array {
  if (typeof value === "string" && type === "string") return Buffer.from(value);
  if (typeof value !== "bigint") throw unsupported(`the hash of a value of type ${type}`, at);
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}

/** `hash(value [, modulus])`, which Kusto calculates with xxhash64. */
const hash: ScalarFunction = {
  arity: [1, 2],
  type: "long",
  call: ([value = null, modulus = null], site) => {
    const hashed = xxhash64(bytesOf(value, site));
    return modulus === null ? hashed : remainder(hashed, asLong(modulus) ?? 0n, site);
  },
};

/** @throws KqlError (`unsupported`) if the sign of the hash, of which nothing is said, matters */
function remainder(hashed: bigint, modulus: bigint, { at }: CallSite): bigint {
  if (modulus <= 0n) throw new KqlError("semantic", "hash() takes a modulus from 1 on", at);
  const unsigned = BigInt.asUintN(64, hashed) % modulus;
  const signed = ((hashed % modulus) + modulus) % modulus;
  if (signed !== unsigned) throw unsupported("the remainder of a negative hash", at);
  return signed;
}

export const HASH: FunctionTable = {
  hash_md5: textHash("md5"),
  hash_sha1: textHash("sha1"),
  hash,
  hash_xxhash64: hash,
};
