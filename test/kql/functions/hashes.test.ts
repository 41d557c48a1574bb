import { expect, test } from "vitest";
import { xxhash64 } from "../../../src/kql/functions/xxhash64.ts";
import { answer, testAnswers } from "./answer.ts";

testAnswers([
  ["hash('World')", "1846988464401551951"],
  ["hash_xxhash64('World')", "1846988464401551951"],
  ["hash('Hello')", "753694413698530628"],
  ["hash('World', 100)", 51],
  ["hash(datetime(2015-01-01))", "1380966698541616202"],
  ["hash('') ", "-1205034819632174695"],
  ["hash(long(null))", null],
  ["hash('World', 1)", 0],
  ["hash_md5('World')", "f5a7924e621e84c9280a9a27e1bcb7f6"],
  ["hash_md5(datetime(2020-01-01))", "786c530672d1f8db31fee25ea8a9390b"],
  ["hash_sha1('World')", "70c07ec18ef89c5309bbb0937f3a6342411e1fdd"],
  ["hash_sha1(datetime(2020-01-01))", "e903e533f4d636b4fc0dcf3cf81e7b7f330de776"],
  ["hash_md5(tostring(5)) == hash_md5(5)", true],
]);

/** Values of the reference implementation, for texts of all the lengths that it treats apart. */
test.each([
  ["a", -3_292_477_735_350_538_661n],
  ["abc", 0x44bc2cf5ad770999n],
  ["xxhash", 0x32dd38952c4bc720n],
  ["Nobody inspects the spammish repetition", -(2n ** 64n - 0xfbcea83c8a378bf1n)],
])("XXH64 of %j is %i", (text, hash) => {
  expect(xxhash64(Buffer.from(text))).toBe(BigInt.asIntN(64, hash));
});

test.each([
  ["hash(1.5)", "the hash of a value of type real is not supported"],
  ["hash(true)", "the hash of a value of type bool is not supported"],
  ["hash('', 10)", "the remainder of a negative hash is not supported"],
  ["hash('a', 0)", "hash() takes a modulus from 1 on"],
])("%s is refused", (expression, message) => {
  expect(() => answer(expression)).toThrow(message);
});

testAnswers([
  ["base64_decode_toarray('S3VzdG8=')", [75, 117, 115, 116, 111]],
  ["base64_decode_toarray('/w==')", [255]],
  ["base64_decode_toarray('')", []],
  ["base64_decode_toarray('U3RyaW5n0KHR0tGA0L7Rh9C60LA')", null],
  ["base64_decode_toarray('S3 Vz')", null],
  ["base64_decode_toarray('====')", null],
  ["base64_encode_fromarray(base64_decode_toarray('S3VzdG8='))", "S3VzdG8="],
  ["base64_encode_fromarray(dynamic([]))", ""],
  ["base64_encode_fromarray(dynamic([256]))", ""],
  ["base64_encode_fromarray(dynamic([-1]))", ""],
  ["base64_encode_fromarray(dynamic([1.5]))", ""],
  ["base64_encode_fromarray(dynamic([true]))", ""],
  ["base64_encode_fromarray(dynamic(null))", ""],
  [
    "base64_encode_fromguid(guid(ae3133f2-6e22-49ae-b06a-16e6a9b212eb))",
    "8jMxriJurkmwahbmqbIS6w==",
  ],
  ["base64_encode_fromguid(guid(null))", ""],
  ["base64_encodestring('Kusto')", "S3VzdG8="],
  ["base64_decodestring('S3VzdG8=')", "Kusto"],
]);
