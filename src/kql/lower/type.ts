import { unsupported } from "../errors.ts";
import { nameText, type Syntax } from "../language/syntax.ts";
import { type ScalarType, typeNamed } from "../values/types.ts";

export function lowerType(node: Syntax): ScalarType {
  const word = nameText(node);
  const type = typeNamed(word);
  if (!type) throw unsupported(`the type ${word}`, node);
  return type;
}
