import { createHash } from "node:crypto";
import { visible } from "../../hunt/base/escape.ts";
import { type Problem, problemText } from "../../hunt/base/problem.ts";
import { ownBuild } from "../own-build.ts";
import { filePlace } from "./file-place.ts";
import type { Remark, RemarkKind } from "./remark.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/** Stands for the folder in which hunts was started, which is where a repository is checked out. */
const ROOT = "%SRCROOT%";

/**
 * Remarks as a log of SARIF 2.1.0, the format of code scanning. `notes` are about the run and not
 * about a place in a file, such as that an entry was not attacked.
 */
export function sarifLog(remarks: readonly Remark[], notes: readonly Problem[]): object {
  const kinds = [...new Map(remarks.map(({ kind }) => [kind.id, kind])).values()];
  const fingerprint = fingerprints();
  const run = {
    tool: {
      driver: {
        name: "hunts",
        semanticVersion: ownBuild().version,
        rules: kinds.map(descriptor),
      },
    },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: {
      [ROOT]: { description: { text: "The folder in which hunts was started" } },
    },
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: notes.map((note) => ({
          level: "note",
          message: { text: plainText(problemText(note)) },
        })),
      },
    ],
    results: remarks.map((remark) => ({
      ruleId: remark.kind.id,
      ruleIndex: kinds.findIndex(({ id }) => id === remark.kind.id),
      level: remark.level,
      message: { text: plainText(`${remark.message}; ${remark.remedy}`) },
      locations: [location(remark.where)],
      partialFingerprints: { primaryLocationLineHash: fingerprint(remark) },
      ...(remark.accepted ? { suppressions: [suppression(remark.accepted)] } : {}),
    })),
  };
  return { $schema: SCHEMA, version: "2.1.0", runs: [run] };
}

function descriptor({ id, title, help, helpUri }: RemarkKind): object {
  return {
    id,
    name: id.replace(/(^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, __, first: string) =>
      first.toUpperCase(),
    ),
    shortDescription: { text: title },
    help: { text: help, markdown: help },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: "error" },
  };
}

function location(where: string): object {
  const place = filePlace(where);
  if (!place) return { logicalLocations: [{ fullyQualifiedName: visible(where) }] };
  const { uri, isBelow, line, column } = place;
  const base = isBelow ? { uriBaseId: ROOT } : {};
  const region = { startLine: line, ...(column === undefined ? {} : { startColumn: column }) };
  return {
    physicalLocation: {
      artifactLocation: { uri, ...base },
      ...(line === undefined ? {} : { region }),
    },
  };
}

function suppression({ by, reason }: NonNullable<Remark["accepted"]>): object {
  return {
    kind: by === "entry" ? "inSource" : "external",
    status: "accepted",
    justification: visible(reason),
  };
}

/**
 * Gives each remark the only fingerprint that GitHub reads. By default it is made of the line's
 * text and those around; ours is made of what the remark is about, so that edits beside an entry do
 * not make it new. Equal ones are numbered.
 */
function fingerprints(): (remark: Remark) => string {
  const counts = new Map<string, number>();
  return ({ kind, identity }) => {
    const text = JSON.stringify([kind.id, ...identity]);
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
    const count = (counts.get(hash) ?? 0) + 1;
    counts.set(hash, count);
    return `${hash}:${count}`;
  };
}

/**
 * Text of a message in which SARIF finds no link (`[text](target)`). What looks like a placeholder
 * (`{0}`) is none, because the message has no arguments.
 */
function plainText(text: string): string {
  const shown = visible(text);
  return shown.includes("](") ? shown.replace(/[\\[\]]/g, "\\$&") : shown;
}
