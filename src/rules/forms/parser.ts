import {
  type At,
  asFields,
  type Fields,
  type FormFile,
  type FormFunction,
  textField,
} from "./form.ts";

/** Whether fields are those of a parser, which becomes a function. */
export function isParser(fields: Fields): boolean {
  return QUERIES.some((name) => textField(fields, name) !== undefined);
}

const QUERIES = ["FunctionQuery", "ParserQuery"];

/** A parser's YAML: FunctionName, FunctionParams and FunctionQuery, or the same with Parser. */
export function readParser(fields: Fields, { place, textPlace }: At): FormFile {
  const kind = textField(fields, "FunctionQuery") === undefined ? "Parser" : "Function";
  const field = `${kind}Query`;
  const [name, body] = [
    textField(fields, `${kind}Alias`) ?? textField(fields, `${kind}Name`),
    textField(fields, field),
  ];
  if (name === undefined || !isFunctionName(name) || body === undefined)
    return {
      rules: [],
      functions: [],
      problems: [
        {
          where: place([`${kind}Name`]),
          message: `${kind}Name is not the name of a function`,
          remedy: "use letters, digits and _",
        },
      ],
      notices: [],
    };
  const parameters = readParameters(fields[`${kind}Params`] ?? fields[`${kind}Parameters`]);
  const makeFunction = (alias: string) =>
    writeFunction(alias, parameters, body, textPlace([field]));
  const builtIn = textField(fields, "EquivalentBuiltInParser");
  const names = builtIn !== undefined && isFunctionName(builtIn) ? [name, builtIn] : [name];
  return { rules: [], functions: names.map(makeFunction), problems: [], notices: [] };
}

export function isFunctionName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}

/** A function's text, with the places of its body's characters. */
export function writeFunction(
  name: string,
  parameters: string,
  body: string,
  bodyPlace: (offset: number) => string,
): FormFunction {
  const head = `let ${name} = (${parameters}) {\n`;
  return {
    name,
    text: `${head}${body}\n};`,
    place: (offset) => bodyPlace(Math.max(offset - head.length, 0)),
  };
}

/** Tabular parameters come first in KQL, and have no default. */
function readParameters(value: unknown): string {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return "";
  const parameters = value.map(asFields).filter((one) => one !== undefined);
  return parameters.map(parameterText).join(", ");
}

function parameterText(fields: Fields): string {
  const [name, type] = [textField(fields, "Name") ?? "", textField(fields, "Type") ?? "string"];
  if (/^table:/i.test(type)) return `${name}:${type.slice("table:".length)}`;
  const given = fields["Default"];
  return given === undefined ? `${name}:${type}` : `${name}:${type}=${defaultText(type, given)}`;
}

function defaultText(type: string, value: unknown): string {
  const text = String(value);
  if (type.toLowerCase() !== "string" || /^['"@]/.test(text)) return text;
  return JSON.stringify(text);
}
