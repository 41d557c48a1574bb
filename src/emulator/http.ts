import type { BodySizes } from "./unpack-body.ts";

/** A request, whether made in process or through the port. `url` is absolute. */
export interface EmulatorRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: { get(name: string): string | undefined };
  /** Unpacked. */
  readonly body: string;
  /** By default, the body was sent as it is. */
  readonly sizes?: BodySizes;
}

/** The emulator requires a token and accepts any. */
export function isAuthorized({ headers }: EmulatorRequest): boolean {
  return headers.get("authorization")?.startsWith("Bearer ") ?? false;
}

export interface EmulatorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** "" for a response without a body. */
  readonly body: string;
}

export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): EmulatorResponse {
  return jsonAnswer(status, JSON.stringify(value), headers);
}

/** Like `json`, for a body that is already serialised. */
export function jsonAnswer(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): EmulatorResponse {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body,
  };
}

export function empty(status: number): EmulatorResponse {
  return { status, headers: {}, body: "" };
}

/** An error response in the form that both APIs use. */
export function failure(
  status: number,
  code: string,
  message: string,
  more: Readonly<Record<string, unknown>> = {},
): EmulatorResponse {
  return json(status, { error: { code, message, ...more } });
}
