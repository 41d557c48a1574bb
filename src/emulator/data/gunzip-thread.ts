import { Worker } from "node:worker_threads";

/** What the thread says in the first number that is shared with it. */
const [EMPTY, FULL, ENDED, FAILED] = [0, 1, 2, 3];

/** Bytes that are handed over at a time. */
const SIZE = 1 << 20;

/**
 * Decompresses a file piece by piece, in a thread of its own: zlib decompresses a file in pieces
 * only while others wait for it. A piece is valid until the next one is asked for.
 * @throws the error of zlib or of the system
 */
export function* gunzipPieces(path: string): Iterable<Buffer> {
  const state = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const bytes = Buffer.from(new SharedArrayBuffer(SIZE));
  const thread = new Worker(THREAD, { eval: true, workerData: { path, state, bytes } });
  thread.unref();
  try {
    for (;;) {
      // Again and again: what wakes it may be about a state that it has seen already.
      while (Atomics.load(state, 0) === EMPTY) Atomics.wait(state, 0, EMPTY);
      const piece = bytes.subarray(0, state[1]);
      if (state[0] === ENDED) return;
      if (state[0] === FAILED) throw Object.assign(new Error(), JSON.parse(String(piece)));
      yield piece;
      Atomics.store(state, 0, EMPTY);
      Atomics.notify(state, 0);
    }
  } finally {
    void thread.terminate();
  }
}

/** The thread is a text, because it then needs no file of its own, neither here nor in the build. */
const THREAD = `
const { createReadStream } = require("node:fs");
const { pipeline } = require("node:stream/promises");
const { workerData: { path, state, bytes } } = require("node:worker_threads");
const { createGunzip } = require("node:zlib");

function hand(piece, what) {
  while (Atomics.load(state, 0) === ${FULL}) Atomics.wait(state, 0, ${FULL});
  bytes.set(piece);
  state[1] = piece.length;
  Atomics.store(state, 0, what);
  Atomics.notify(state, 0);
}

async function handAll(pieces) {
  for await (const piece of pieces)
    for (let from = 0; from < piece.length; from += ${SIZE})
      hand(piece.subarray(from, from + ${SIZE}), ${FULL});
}

pipeline(createReadStream(path), createGunzip({ chunkSize: ${SIZE} }), handAll).then(
  () => hand([], ${ENDED}),
  ({ message, code, syscall }) =>
    hand(Buffer.from(JSON.stringify({ message, code, syscall })), ${FAILED}),
);
`;
