import { UserError } from "./user-error.ts";

/** @throws UserError where it is neither https nor on this machine */
export function appAddress(text: string): string {
  const given = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const local =
    url?.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url && (url.protocol === "https:" || local) && url.username === "") return url.origin;
  throw new UserError(
    `--app ${text} is not an https address`,
    "write https://<app>.azurewebsites.net; the key goes into HUNTS_FUNCTION_KEY",
  );
}

/** From the environment only: an argument is seen by others, and kept in a shell's history. */
export function functionKey(): string {
  const key = process.env["HUNTS_FUNCTION_KEY"]?.trim();
  if (key) return key;
  throw new UserError(
    "--app needs a function key",
    "put it into the environment variable HUNTS_FUNCTION_KEY (az functionapp keys list)",
  );
}
