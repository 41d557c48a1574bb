import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { decodeText, type ReadText } from "../files/decode-text.ts";
import { findFileFault } from "../files/file-fault.ts";
import { readText } from "../files/read-text.ts";
import { UserError } from "./user-error.ts";

/** How many bytes of a query are read: more than the engine accepts. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * The KQL of `hunts query`, from its argument (`-` is standard input) or from --file. @throws UserError if there is none
 */
export async function queryText(
  text: string | undefined,
  file: string | undefined,
): Promise<string> {
  if (text !== undefined && file !== undefined)
    throw new UserError(
      "the query is given twice, as an argument and with --file",
      "use only one of them",
    );
  const kql =
    text === "-"
      ? await textIn("-", "query")
      : (text ?? (file === undefined ? "" : await textIn(file, "--file")));
  if (kql.trim() !== "") return kql;
  throw new UserError(
    "there is no query",
    "give it as an argument (- for standard input), or name a file with --file",
  );
}

async function textIn(file: string, where: string): Promise<string> {
  const read = await readQuery(file);
  if ("text" in read) return read.text;
  const { where: place, message, remedy } = read.problem;
  throw new UserError(`${where}: ${place} ${message}`, remedy);
}

async function readQuery(file: string): Promise<ReadText> {
  if (file === "-") return textFrom(process.stdin, "standard input");
  return isOpen(file) ? textFrom(createReadStream(file), file) : readText(file, MAX_BYTES);
}

/** Whether the path is a pipe that the shell opened, such as `<(...)`, and not a file. */
function isOpen(file: string): boolean {
  return /^\/(dev|proc\/self)\/fd\/\d+$|^\/dev\/stdin$/.test(file);
}

async function textFrom(stream: Readable, name: string): Promise<ReadText> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BYTES)
        return {
          problem: { where: name, message: "does not end after 4 MB", remedy: "shorten the query" },
        };
      chunks.push(chunk);
    }
    return decodeText(Buffer.concat(chunks), name);
  } catch (error) {
    const fault = findFileFault(error, name);
    if (!fault) throw error;
    return { problem: { where: name, message: fault.what, remedy: fault.remedy } };
  }
}
