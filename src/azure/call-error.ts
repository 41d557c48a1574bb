import { RestError } from "@azure/core-rest-pipeline";
import { oneLine } from "../hunt/escape.ts";
import { CallError } from "../hunt/ports.ts";

/** What to do about an answer, by status. */
type Remedies = Readonly<Record<number, string>>;
const REMEDIES: Remedies = {
  400: "correct the query; `hunts check` shows where",
  401: "check the identity: `az login`, or the function app's managed identity",
  403: "give the identity its role on the workspace's resource group; a new role can take an hour to be seen",
  404: "check LOG_ANALYTICS_WORKSPACE_ID and the SENTINEL_ settings",
  409: "it is repeated by the next run",
  412: "it is repeated by the next run",
  429: "Azure asks to slow down; it is repeated by the next run",
};

const PASSING = "it is repeated by the next run";

/** Any error of an SDK call as one line with its remedy. What is no error of a call is a bug and is thrown on. */
export function callError(what: string, error: unknown, remedies: Remedies = REMEDIES): CallError {
  if (error instanceof CallError) return error;
  if (isAbort(error)) return new CallError(`${what}: no answer before the deadline`, PASSING, undefined, error);
  if (error instanceof RestError || isRest(error)) return restError(what, error, remedies);
  if (isCredential(error)) return new CallError(`${what}: ${firstLine(error.message)}`, remedies[401] ?? "", 401, error);
  throw error;
}

function restError(what: string, error: { statusCode?: number; code?: string; message: string }, remedies: Remedies): CallError {
  const status = error.statusCode;
  if (status === undefined)
    return new CallError(
      `${what}: cannot be reached (${error.code ?? firstLine(error.message)})`,
      remedies[0] ?? "check the network and the workspace's endpoint",
      undefined,
      error,
    );
  const code = error.code ? ` ${error.code}` : "";
  return new CallError(`${what}: ${status}${code}: ${detailOf(error)}`, remedies[status] ?? PASSING, status, error);
}

interface ErrorBody {
  readonly message?: string;
  readonly innererror?: ErrorBody;
  readonly innerError?: ErrorBody;
}

/** The innermost message: a query error says what is wrong only there. */
function detailOf(error: { message: string; details?: unknown }): string {
  let body = (error.details as { error?: ErrorBody } | undefined)?.error;
  let message = body?.message ?? firstLine(error.message);
  while (body) {
    message = body.message ?? message;
    body = body.innererror ?? body.innerError;
  }
  return oneLine(message, 300);
}

function firstLine(text: string): string {
  return oneLine(text.split("\n")[0] ?? "", 300);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");
}

function isRest(error: unknown): error is Error & { statusCode?: number; code?: string } {
  return error instanceof Error && error.name === "RestError";
}

function isCredential(error: unknown): error is Error {
  return (
    error instanceof Error &&
    /^(CredentialUnavailableError|AuthenticationError|AuthenticationRequiredError|AggregateAuthenticationError)$/.test(error.name)
  );
}
