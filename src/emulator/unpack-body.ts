import { gunzipSync } from "node:zlib";

/** The sizes of a request's body, bytes: as sent, and after unpacking. */
export interface BodySizes {
  readonly sent: number;
  readonly unpacked: number;
}

interface UnpackedBody {
  readonly body: string;
  readonly sizes: BodySizes;
}

/** Nothing larger is unpacked, so that a small body cannot fill the memory. */
const MOST_UNPACKED = 64 * 1024 * 1024;

/**
 * The text of a body, unpacked if it is sent with `Content-Encoding: gzip`. A body that cannot be
 * unpacked is taken as it is; what reads it as JSON then refuses it.
 */
export function unpackBody(bytes: Uint8Array, encoding: string | undefined): UnpackedBody {
  const plain = encoding?.toLowerCase() === "gzip" ? gunzip(bytes) : bytes;
  return {
    body: new TextDecoder().decode(plain),
    sizes: { sent: bytes.length, unpacked: plain.length },
  };
}

function gunzip(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED });
  } catch {
    return bytes;
  }
}
