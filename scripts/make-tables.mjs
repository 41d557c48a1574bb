// Makes the catalogue in rules/tables/ from files of schemas; rules/tables/README.md describes it.
//   node scripts/make-tables.mjs FOLDER PARSERS
// FOLDER has tables.json and custom-tables.json ({"standard": {"log-analytics": {COLUMN: TYPE}},
// "tables": {NAME: {"kind": KIND, "columns": {COLUMN: TYPE}}}}) and functions.json ({"schemas":
// {SCHEMA: {COLUMN: TYPE}}, "functions": [{name, parameters, result}]}). PARSERS is the list of ASIM
// parsers as CSV: which tables each reads, and which parsers those of a whole schema call.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { importSource } from "./import-source.mjs";

const [folder, parserList] = process.argv.slice(2);
if (!folder || !parserList) throw new Error("name the folder of schemas, and the list of parsers");
const { readCsv } = await importSource('export { readCsv } from "./src/emulator/data/csv.ts";');

/** A table that Log Analytics has has its standard columns, which are declared once. */
const STANDARD = "standard";

/**
 * The list has no line of the parser of logons in SecurityEvent, which its union calls, and gives the
 * table to the parser of those in WindowsEvent.
 */
const OWN_TABLES = { ASimAuthenticationMicrosoftWindowsEvent: "WindowsEvent" };
const MORE_PARSERS = [
  [
    "Authentication",
    "source",
    "ASimAuthenticationMicrosoftSecurityEvents _ASim_Authentication_MicrosoftSecurityEvents",
    "disabled: bool = false",
    "",
    "",
    "SecurityEvent",
  ],
];

const { standard, tables } = readJson("tables.json");
/** The documentation calls an alias a string; in the public parsers it is of the type of its column. */
const ALIASES = { Duration: "int" };

const custom = readJson("custom-tables.json").tables;
const { schemas, functions } = readJson("functions.json");
write("documented.tsv", [
  [STANDARD, "", ...cells(standard["log-analytics"])],
  ...tableLines(tables),
]);
write("solutions.tsv", tableLines(custom));
write(
  "asim-schemas.tsv",
  linesByName(schemas, (columns) => cells(withAliases(columns))),
);
write("asim-parsers.tsv", parserLines(functions));
write("functions.tsv", functions.filter(isDeclared).map(functionLine));

function readJson(file) {
  return JSON.parse(readFileSync(join(folder, file), "utf8"));
}

function write(file, lines) {
  const text = lines.map((line) => `${line.join("\t")}\n`).join("");
  writeFileSync(join("rules/tables", file), text);
}

function linesByName(all, cellsOf) {
  return Object.keys(all)
    .sort()
    .map((name) => [name, ...cellsOf(all[name])]);
}

function tableLines(all) {
  return linesByName(all, ({ kind, columns }) => [kind, ...cells(columns)]);
}

function withAliases(columns) {
  return Object.fromEntries(
    Object.entries(columns).map(([name, type]) => [name, ALIASES[name] ?? type]),
  );
}

/** The columns of each type in one cell: `string Account Computer`. */
function cells(columns) {
  const types = [...new Set(Object.values(columns))].sort();
  return types.map((type) => {
    const names = Object.keys(columns).filter((name) => columns[name] === type);
    return [type, ...names.sort()].join(" ");
  });
}

/** A parser of a line: its names without and with parameters that filter, and what it reads. */
function parserLines(all) {
  const byName = new Map(all.map((one) => [one.name, one]));
  const [head, ...rows] = readCsv(readFileSync(parserList, "utf8").replace(/^\uFEFF/, ""), ",");
  const lines = rows
    .map(({ cells: row }) => Object.fromEntries(head.cells.map((name, at) => [name, row[at]])))
    .filter(({ parser_name }) => byName.has(parser_name))
    .map((row) => {
      const plain = namesOf([row.parser_name, row.equivalent_builtin], all);
      const filtering = namesOf([row.filtering_parser_name, row.filtering_equivalent_builtin], all);
      const isUnion = row.parser_type === "union";
      const reads = (isUnion ? row.sub_parsers : (OWN_TABLES[row.parser_name] ?? row.tables)).split(
        /[;,]/,
      );
      return [
        row.schema,
        isUnion ? "union" : "source",
        plain.join(" "),
        parametersOf(byName.get(plain[0])),
        filtering.join(" "),
        filtering.length > 0 ? parametersOf(byName.get(filtering[0])) : "",
        reads
          .map((name) => name.trim())
          .filter((name) => name !== "" && !name.endsWith("_Empty"))
          .sort()
          .join(" "),
      ];
    });
  return [...lines, ...MORE_PARSERS].sort((a, b) => (a.join("\t") < b.join("\t") ? -1 : 1));
}

/** The names, and older ones for the same. */
function namesOf(names, all) {
  const given = names.filter((name) => name !== "");
  return [...given, ...all.filter(({ sameAs }) => given.includes(sameAs)).map(({ name }) => name)];
}

/** A function of Defender: what it returns is known, and what computes it is not. */
function isDeclared({ name, result }) {
  return result.schema === undefined && !name.startsWith("_");
}

/** `invoke`: it takes a table; `input`: its columns are added to those of that table. */
function functionLine(one) {
  const { input = false, columns } = one.result;
  const kind = input ? "input" : one.invoke ? "invoke" : "";
  return [one.name, kind, parametersOf(one), ...cells(columns)];
}

function parametersOf({ parameters }) {
  return parameters
    .map(({ name, type, default: byDefault }) => `${name}: ${type}${defaultText(type, byDefault)}`)
    .join(", ");
}

function defaultText(type, byDefault) {
  if (byDefault === undefined) return "";
  // KQL accepts only literals.
  if (byDefault === "now()") return ` = ${type}(null)`;
  const isBare = type === "string" && !/^['"]/.test(byDefault);
  return ` = ${isBare ? JSON.stringify(byDefault) : byDefault}`;
}
