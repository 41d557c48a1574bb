import { createHash } from "node:crypto";
import { serviceVersion } from "./service.ts";

/**
 * What the language service answered when a build asked it, so that it need not be loaded to be
 * asked the same again. An answer is found by the digest of all that it depends on.
 */
export interface Answers {
  /** The version of the language service that gave them; another one is asked itself. */
  readonly service: string;
  readonly answers: Readonly<Record<string, unknown>>;
}

/**
 * What is asked: the tree of a text, its binding to a schema, whether a function is sound, and how
 * functions name their columns.
 */
type Subject = "tree" | "binding" | "soundness" | "result names";

let given: () => ReadonlyMap<string, unknown> = () => NONE;
let recorded: Map<string, unknown> | undefined;
const NONE: ReadonlyMap<string, unknown> = new Map();

/**
 * Uses answers in place of the language service, if they come from the version that is installed.
 * They are read when something is asked for the first time.
 */
export function useAnswers(read: () => Answers | undefined): void {
  let known: ReadonlyMap<string, unknown> | undefined;
  given = () => {
    if (known) return known;
    const { service, answers = {} } = read() ?? {};
    known = service === serviceVersion() ? new Map(Object.entries(answers)) : NONE;
    return known;
  };
}

/** Records every answer from now on, until the function returned is called. */
export function recordAnswers(): () => Answers {
  const answers = new Map<string, unknown>();
  recorded = answers;
  return () => {
    recorded = undefined;
    return { service: serviceVersion(), answers: Object.fromEntries(answers) };
  };
}

/** How an answer is kept as JSON; one whose `pack` is undefined is not kept. */
export interface Form<T> {
  pack(answer: T): unknown;
  unpack(kept: unknown): T;
}

/**
 * The recorded answer to a question, which names all that the answer depends on; if there is none,
 * what the language service answers now.
 */
export function answerOnce<T>(
  subject: Subject,
  question: string,
  { pack, unpack }: Form<T>,
  ask: () => T,
): T {
  const known = given();
  if (known.size === 0 && !recorded) return ask();
  const key = digest(`${subject} ${question}`);
  if (known.has(key)) return unpack(known.get(key));
  const answer = ask();
  const kept = recorded && pack(answer);
  if (kept !== undefined) recorded?.set(key, kept);
  return answer;
}

export function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
