import { RestError } from "@azure/core-rest-pipeline";
import { CallError, NoAnswer } from "../hunt/base/call-error.ts";
import { oneLine } from "../hunt/base/escape.ts";
import { type CallFailure, readAnswer } from "./answer.ts";
import { OUTAGE, queryRemedy, type Remedy } from "./remedies.ts";

/**
 * Turns any error of an SDK call into one line with its remedy. Any other error is a bug, and is
 * thrown again.
 */
export function callError(what: string, error: unknown, remedy: Remedy = queryRemedy): CallError {
  if (error instanceof CallError) return error;
  if (isAbort(error))
    return new NoAnswer(`${what}: no answer before the deadline`, OUTAGE, undefined, error);
  if (isRest(error)) return restError(what, error, remedy);
  if (isCredential(error)) return credentialError(what, error, remedy);
  throw error;
}

function restError(what: string, error: CallFailure, remedy: Remedy): CallError {
  const answer = readAnswer(error);
  const { status, message } = answer;
  const code = oneLine(answer.code, 100);
  if (status === undefined) {
    return new NoAnswer(
      `${what}: cannot be reached (${code || limitMessage(message)})`,
      remedy(answer),
      undefined,
      error,
    );
  }
  return new CallError(
    `${what}: ${status}${code && ` ${code}`}: ${limitMessage(message)}`,
    remedy(answer),
    status,
    error,
    status === 401 || status === 403 ? "no-right" : undefined,
  );
}

function credentialError(what: string, error: Error, remedy: Remedy): CallError {
  return new CallError(
    `${what}: ${limitMessage(loginTrouble(error))}`,
    remedy({ status: 401, code: "", message: "" }),
    401,
    error,
    "no-right",
  );
}

/**
 * If all of several ways to log in failed: what the Azure CLI says, because that is the way that
 * somebody at a terminal uses.
 */
function loginTrouble({
  message,
  errors = [],
}: Error & { readonly errors?: readonly Error[] }): string {
  const lines = [message, ...errors.map((one) => one.message)].map(
    (text) => text.split("\n")[0] ?? "",
  );
  const own = lines.slice(1).find((line) => /Azure CLI|az login/i.test(line));
  return own === undefined ? (lines[0] ?? "") : `no login was found (${own})`;
}

function limitMessage(text: string): string {
  return oneLine(text.trim().replace(/\s*\n\s*/g, " "), 300);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");
}

/** Checks the name, too, because each SDK may come with its own copy of the class. */
export function isRest(error: unknown): error is Error & CallFailure {
  return error instanceof RestError || (error instanceof Error && error.name === "RestError");
}

function isCredential(error: unknown): error is Error {
  return (
    error instanceof Error &&
    /^(CredentialUnavailableError|AuthenticationError|AuthenticationRequiredError|AggregateAuthenticationError)$/.test(
      error.name,
    )
  );
}
