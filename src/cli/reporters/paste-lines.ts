import { kqlBounds } from "../../hunt/conditions/condition-kql.ts";
import { hasExpired, type IgnoreEntry } from "../../hunt/ignore/ignore.ts";
import { techniqueDeriving } from "../../techniques/derived-column.ts";
import type { Terminal } from "../terminal.ts";
import { pasteTexts } from "./paste.ts";

/** An entry as text to paste, for each place in which an entry can be kept. */
export function pasteLines(entry: IgnoreEntry, terminal: Terminal): void {
  const { under, over } = kqlBounds(entry.when, (field) =>
    field === "TimeGenerated" || techniqueDeriving(field) ? undefined : field,
  );
  if (under !== "false")
    terminal.out(
      `In KQL${under === over ? "" : " (it hides no more than the entry)"}:\n| where not(${under})`,
    );
  const texts = pasteTexts(entry, Date.now());
  if (hasExpired(entry, Date.now()))
    terminal.out("It has expired; the text below has a new expiry date.");
  if (entry.workspaces !== "all")
    terminal.out(
      "An item of a watchlist applies to the watchlist's own workspace, whatever the entry names.",
    );
  if (entry.unverified)
    terminal.out(
      "Fill in title, reason and owner, and bind the module; until then the entry is refused.",
    );
  terminal.out(`In a file of rules/ignore-lists:\n${texts.file}`);
  terminal.out(`In a watchlist (IGNORE_WATCHLIST), as CSV:\n${texts.watchlist}`);
  terminal.out(`In the app setting IGNORE_ENTRIES:\n${texts.setting}`);
}
