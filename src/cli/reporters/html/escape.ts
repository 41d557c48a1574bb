import { visible } from "../../../hunt/base/escape.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** HTML that may stand in a page as it is. Only `html` and `raw` make it. */
export interface Html {
  readonly html: string;
}

export function raw(text: string): Html {
  return { html: text };
}

/**
 * Template tag: every value is escaped, control and bidi characters shown, unless it is Html itself
 * or a list of it.
 */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  return raw(
    parts
      .map((part, index) => (index === 0 ? part : `${valueText(values[index - 1] ?? "")}${part}`))
      .join(""),
  );
}

function valueText(value: string | number | Html | readonly Html[]): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return escapeHtml(value);
  return "html" in value ? value.html : value.map((item) => item.html).join("");
}

function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
