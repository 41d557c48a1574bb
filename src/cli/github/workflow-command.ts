import { visible } from "../../hunt/base/escape.ts";

/** The levels of annotations, as GitHub calls them. */
export type AnnotationLevel = "error" | "warning" | "notice";

export interface AnnotationPlace {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly col?: number | undefined;
}

/** A workflow command that annotates a line of a file; without a file, only the run. */
export function annotation(
  level: AnnotationLevel,
  {
    title,
    message,
    ...place
  }: AnnotationPlace & { readonly title: string; readonly message: string },
): string {
  const properties = Object.entries({ ...place, title }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${propertyText(String(value))}`],
  );
  const shown = message.split("\n").map(visible).join("\n");
  return `::${level} ${properties.join(",")}::${dataText(shown)}`;
}

/**
 * Lines of text from anybody, folded in the log under a title. Commands are stopped meanwhile,
 * because the runner obeys any line of the log that looks like one.
 * @param token must be new and hard to guess: it starts commands again
 */
export function group(title: string, lines: readonly string[], token: string): string[] {
  return [
    `::group::${dataText(visible(title))}`,
    `::stop-commands::${token}`,
    ...lines,
    `::${token}::`,
    "::endgroup::",
  ];
}

function dataText(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function propertyText(text: string): string {
  return dataText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
