import { visible } from "../../../hunt/base/escape.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** HTML that is safe to put into a page. Only `html` and `raw` create it. */
export interface Html {
  readonly html: string;
}

export function raw(text: string): Html {
  return { html: text };
}

/**
 * Template tag: escapes every value and makes control and bidi characters visible, except for Html
 * and lists of Html.
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
