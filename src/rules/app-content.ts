import type { Row } from "../hunt/conditions/event.ts";
import type { CompiledContent } from "./compile.ts";

/** The file of the function app's package that holds this, as JSON, beside its code. */
export const CONTENT_FILE = "content.json";

/**
 * What a function app hunts with, and where that comes from: written by `hunts package`, read by
 * the app as it loads.
 */
export interface AppContent extends CompiledContent {
  /** The rows of every rule's hit cases, by slug. */
  readonly hits: Readonly<Record<string, readonly Row[]>>;
  readonly built: BuiltFrom;
}

/**
 * What a package was made of; a commit is `unknown` outside a git repository, and ends in
 * `+changes` where files were not committed.
 */
export interface BuiltFrom {
  /** The version of this product. */
  readonly version: string;
  /** Of the product, with the rules that ship where they are packed. */
  readonly commit: string;
  /**
   * Rules and ignore lists: a digest of what they compile to, and the commit of the folder that
   * they come from.
   */
  readonly content: { readonly digest: string; readonly commit: string };
}
