import type { Row } from "../hunt/conditions/event.ts";
import type { CompiledContent } from "./compile.ts";

/** The JSON file with this content in the function app's package, beside the code. */
export const CONTENT_FILE = "content.json";

/**
 * The rules and ignore lists of a function app, and what they were built from. Written by
 * `hunts package`; the app reads it at startup.
 */
export interface AppContent extends CompiledContent {
  /** The rows of every rule's hit cases, by slug. */
  readonly hits: Readonly<Record<string, readonly Row[]>>;
  readonly built: BuiltFrom;
}

/**
 * What a package was built from. A commit is `unknown` outside a git repository, and ends in
 * `+changes` if there were uncommitted changes.
 */
export interface BuiltFrom {
  /** The version of this product. */
  readonly version: string;
  /** The commit of the product, including its own rules if the package contains them. */
  readonly commit: string;
  /** Rules and ignore lists: a digest of the compiled form, and the commit of their folder. */
  readonly content: { readonly digest: string; readonly commit: string };
}
