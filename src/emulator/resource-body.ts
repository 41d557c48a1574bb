/** The body of a PUT, as far as all types of resources share it. */
export interface ResourceBody {
  readonly kind?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly etag?: string;
}

/** Undefined if it is not JSON. */
export function parseBody(text: string): ResourceBody | undefined {
  try {
    return JSON.parse(text) as ResourceBody;
  } catch {
    return undefined;
  }
}
