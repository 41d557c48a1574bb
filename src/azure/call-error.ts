import { RestError } from "@azure/core-rest-pipeline";
import { oneLine } from "../hunt/escape.ts";
import { CallError, NoAnswer } from "../hunt/ports.ts";
import { answerOf, type CallFailure } from "./answer.ts";
import { PASSING, queryRemedy, type Remedy } from "./remedies.ts";

/** Any error of an SDK call as one line with its remedy. What is no error of a call is a bug and is thrown on. */
export function callError(what: string, error: unknown, remedy: Remedy = queryRemedy): CallError {
  if (error instanceof CallError) return error;
  if (isAbort(error)) return new NoAnswer(`${what}: no answer before the deadline`, PASSING, undefined, error);
  if (isRest(error)) return restError(what, error, remedy);
  if (isCredential(error)) return credentialError(what, error, remedy);
  throw error;
}

function restError(what: string, error: CallFailure, remedy: Remedy): CallError {
  const answer = answerOf(error);
  const { status, message } = answer;
  const code = oneLine(answer.code, 100);
  if (status === undefined) {
    return new NoAnswer(`${what}: cannot be reached (${code || told(message)})`, remedy(answer), undefined, error);
  }
  return new CallError(`${what}: ${status}${code && ` ${code}`}: ${told(message)}`, remedy(answer), status, error);
}

function credentialError(what: string, error: Error, remedy: Remedy): CallError {
  return new CallError(`${what}: ${told(error.message.split("\n")[0] ?? "")}`, remedy({ status: 401, code: "", message: "" }), 401, error);
}

function told(text: string): string {
  return oneLine(text.trim().replace(/\s*\n\s*/g, " "), 300);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");
}

/** By name too: the SDKs may come with a copy of the class each. */
export function isRest(error: unknown): error is Error & CallFailure {
  return error instanceof RestError || (error instanceof Error && error.name === "RestError");
}

function isCredential(error: unknown): error is Error {
  return (
    error instanceof Error &&
    /^(CredentialUnavailableError|AuthenticationError|AuthenticationRequiredError|AggregateAuthenticationError)$/.test(error.name)
  );
}
