import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { readBaseEvents } from "./base-events.mjs";
import { fill, makeTemplate } from "./event-template.mjs";

const SEED = "process-events-1";
const START = Date.parse("2026-11-01T00:00:00Z");
const DAY = 86_400_000;
const CHUNK = 1 << 20;

/**
 * Writes process starts in ASIM ProcessEvent columns as NDJSON, sorted by time. The real starts in
 * samples/ and rules/ are repeated with other hosts, users, process ids, times and numbers, as a
 * fleet of machines would log them. The same number of rows always gives the same file.
 */
export async function writeProcessEvents(file, rows) {
  const templates = readBaseEvents().map(({ prepared }) => makeTemplate(prepared));
  const out = new Lines(file);
  for (let row = 0; row < rows; row += 1) {
    const slots = slotsOf(row, rows);
    await out.add(fill(templates[pick(slots, templates)], slots));
  }
  await out.close();
}

/**
 * Writes the same starts as their sources log them, one file in the folder for each table.
 * @returns the number of rows by table
 */
export async function writeRawEvents(folder, rows) {
  const base = readBaseEvents();
  const templates = base.map(({ raw }) => makeTemplate(raw));
  const tables = [...new Set(base.map(({ raw }) => raw.Type))].sort();
  const files = new Map(tables.map((table) => [table, new Lines(join(folder, `${table}.jsonl`))]));
  for (let row = 0; row < rows; row += 1) {
    const slots = slotsOf(row, rows);
    const chosen = pick(slots, templates);
    await files.get(base[chosen].raw.Type).add(fill(templates[chosen], slots));
  }
  for (const file of files.values()) await file.close();
  return Object.fromEntries([...files].map(([table, { count }]) => [table, count]));
}

function pick({ choice }, templates) {
  return choice % templates.length;
}

/** What differs between rows, from the row's number alone. */
function slotsOf(row, rows) {
  const bytes = createHash("sha256").update(`${SEED}:${row}`).digest();
  const time = new Date(START + Math.floor((row * DAY) / rows)).toISOString().slice(0, -1);
  return {
    choice: bytes.readUInt32LE(0),
    host: bytes.readUInt16LE(4) % 400,
    user: bytes[6],
    version: bytes[7],
    pid: 4 * (1 + (bytes.readUInt16LE(8) % 2_000)),
    parent: 4 * (1 + (bytes.readUInt16LE(10) % 2_000)),
    id: bytes.toString("hex", 12, 20),
    digits: bytes.readBigUInt64LE(20).toString().padStart(20, "0"),
    time: `${time}${String(bytes.readUInt16LE(28) % 10_000).padStart(4, "0")}Z`,
  };
}

/** A file of lines, written in large pieces. */
class Lines {
  count = 0;
  #pieces = [];
  #length = 0;
  #stream;

  constructor(file) {
    this.#stream = createWriteStream(file);
  }

  async add(line) {
    this.count += 1;
    this.#pieces.push(line, "\n");
    this.#length += line.length;
    if (this.#length > CHUNK) await this.#flush();
  }

  async #flush() {
    const text = this.#pieces.join("");
    this.#pieces = [];
    this.#length = 0;
    if (!this.#stream.write(text)) await once(this.#stream, "drain");
  }

  async close() {
    await this.#flush();
    this.#stream.end();
    await once(this.#stream, "finish");
  }
}
