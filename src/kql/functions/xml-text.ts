const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

const REFERENCE = /&(?:#(\d+)|#x([\da-fA-F]+)|(amp|lt|gt|quot|apos));/g;
/** An ampersand that begins none of these. */
const OTHER = /&(?!(?:#\d+|#x[\da-fA-F]+|amp|lt|gt|quot|apos);)/;

/**
 * Replaces character references and the five entities of XML. Null if the text has any other
 * entity, a lone `&` or a reference to what is not a character.
 */
export function decodeXmlText(text: string): string | null {
  if (!text.includes("&")) return text;
  if (OTHER.test(text)) return null;
  let isValid = true;
  const decoded = text.replace(
    REFERENCE,
    (_, decimal: string | undefined, hex: string | undefined, entity: string | undefined) => {
      if (entity) return ENTITIES[entity] ?? "";
      const point = decimal ? Number(decimal) : Number.parseInt(hex ?? "", 16);
      if (isXmlCharacter(point)) return String.fromCodePoint(point);
      isValid = false;
      return "";
    },
  );
  return isValid ? decoded : null;
}

function isXmlCharacter(point: number): boolean {
  return (
    point === 0x9 ||
    point === 0xa ||
    point === 0xd ||
    (point >= 0x20 && point <= 0xd7ff) ||
    (point >= 0xe000 && point <= 0xfffd) ||
    (point >= 0x10000 && point <= 0x10ffff)
  );
}
