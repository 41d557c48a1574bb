import { parseJson } from "../hunt/base/parse-json.ts";
/** What Azure answered instead of what was requested. */
export interface Answer {
  /** undefined if there was no answer at all. */
  readonly status: number | undefined;
  /** "" if the body has none. */
  readonly code: string;
  /** The innermost message, with the field that it is about; several lines and any length. */
  readonly message: string;
}

/** The parts of an SDK client's error that say what was answered. */
export interface CallFailure {
  readonly message: string;
  readonly statusCode?: number | undefined;
  readonly code?: string | undefined;
  readonly details?: unknown;
  readonly response?: { readonly bodyAsText?: string | null | undefined } | undefined;
}

type Body = Readonly<Record<string, unknown>>;

/**
 * Some resource providers put their own error as JSON into the message of another, at most twice.
 */
const DEEPEST = 3;

/** Reads an error as it was sent, because the SDKs' models drop some of its fields. */
export function readAnswer({ statusCode, code, message, details, response }: CallFailure): Answer {
  const sent = parseBody(response?.bodyAsText) ?? asBody(details);
  const body = unwrapMessage(asBody(sent?.["error"] ?? sent?.["Error"]) ?? sent ?? {});
  return {
    status: statusCode,
    code: readText(body, "code") || (code ?? ""),
    message: findMessage(body) || message,
  };
}

function unwrapMessage(body: Body, depth = 0): Body {
  const inner = asBody(parseBody(readText(body, "message"))?.["error"]);
  return inner && depth < DEEPEST ? unwrapMessage(inner, depth + 1) : body;
}

/**
 * A query error says what is wrong only in its innermost message; the error for a refused body says
 * it in its details.
 */
function findMessage(body: Body): string {
  const inner = asBody(body["innererror"]) ?? asBody(body["innerError"]);
  const within = inner && findMessage(inner);
  if (within) return within;
  const details = Array.isArray(body["details"]) ? body["details"].map((one) => asBody(one)) : [];
  const message = readText(body, "message");
  const target = readText(body, "target");
  const own = target && !message.includes(target) ? `${message} (${target})` : message;
  const more = details
    .flatMap((one) => (one ? [findMessage(one)] : []))
    .filter((text) => text !== "" && !own.includes(text));
  return [own, ...more].filter((text) => text !== "").join(" ");
}

function parseBody(text: string | null | undefined): Body | undefined {
  return text?.trimStart().startsWith("{") ? asBody(parseJson(text)) : undefined;
}

function asBody(value: unknown): Body | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Body)
    : undefined;
}

function readText(body: Body, name: string): string {
  const value = body[name] ?? body[`${name[0]?.toUpperCase()}${name.slice(1)}`];
  return typeof value === "string" ? value : "";
}
