import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { USED_OPERATIONS } from "./unused-operations.mjs";

const MODELS =
  /^(.*arm-securityinsight[\\/]dist-esm[\\/]src)[\\/]models[\\/](mappers|parameters)\.js$/;
/** One exported value of a generated file: its name and, from `export` on, its text. */
const EXPORTED = /^export (?:const|let) ([\w$]+) = \{[\s\S]*?^\};/gm;
/** The export through which the mapper of a base type finds the mappers of its derived types. */
const DISCRIMINATORS = "discriminators";

/**
 * Leaves model descriptions that the app does not use out of a bundle: 336 of 392. Every operation
 * group keeps all of them, because it hands the whole module to the serializer. A model that a used
 * operation names stays, and so do all models that it names.
 */
export const withoutUnusedModels = {
  name: "without unused models",
  setup({ onLoad }) {
    onLoad({ filter: MODELS }, async ({ path }) => {
      const [, folder = "", file = ""] = MODELS.exec(path) ?? [];
      const read = (name) => readFile(join(folder, name), "utf8");
      const operations = await Promise.all(
        USED_OPERATIONS.map((name) => read(`operations/${name}.js`)),
      );
      const used = findUsed(
        operations.join("\n"),
        await read("models/parameters.js"),
        await read("models/mappers.js"),
      );
      return { contents: file === "mappers" ? used.mappers : used.parameters };
    });
  },
};

/** The used part of the generated parameters and mappers, as modules. */
function findUsed(operations, parameters, mappers) {
  const parameter = exportsIn(parameters);
  const usedParameters = namesAfter("Parameters", operations).map((name) => parameter.get(name));
  const inParameters = [...usedParameters.join("\n").matchAll(/mapper: (\w+)Mapper\b/g)].map(
    ([, name = ""]) => name,
  );

  const mapper = exportsIn(mappers);
  const derived = [...(mapper.get(DISCRIMINATORS) ?? "").matchAll(/"?(\w+)(\.\w+)?"?: (\w+)/g)];
  const kept = new Map();
  const open = [...namesAfter("Mappers", operations), ...inParameters];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (kept.has(name)) continue;
    const text = mapper.get(name);
    if (text === undefined) throw new Error(`@azure/arm-securityinsight has no mapper ${name}`);
    kept.set(name, text);
    for (const [, own, base] of text.matchAll(/className: "(\w+)"|\b(\w+)\.type\b/g))
      open.push(own ?? base);
    if (text.includes("polymorphicDiscriminator"))
      open.push(...derived.filter(([, base]) => base === name).map(([, , , own]) => own));
  }
  const discriminators = derived
    .filter(([, , , own]) => kept.has(own))
    .map(([, base, kind = "", own]) => `"${base}${kind}": ${own}`);
  const imports = inParameters.map((name) => `${name} as ${name}Mapper`);
  // In the file's own order, because a mapper that extends another comes after it.
  const inOrder = [...mapper.keys()].filter((name) => kept.has(name)).map((name) => kept.get(name));
  return {
    mappers: `${inOrder.join("\n")}
export const ${DISCRIMINATORS} = { ${discriminators.join(", ")} };`,
    parameters: `import { ${[...new Set(imports)].join(", ")} } from "./mappers.js";
${usedParameters.join("\n")}`,
  };
}

/** The exported values of a generated file by name. @throws Error if one of them cannot be read */
function exportsIn(text) {
  const found = new Map([...text.matchAll(EXPORTED)].map(([whole, name = ""]) => [name, whole]));
  const all = text.match(/^export /gm)?.length ?? 0;
  if (found.size !== all) throw new Error(`of ${all} exports only ${found.size} can be read`);
  return found;
}

/** The names that follow `<module>.` in a text. */
function namesAfter(module, text) {
  const names = [...text.matchAll(new RegExp(`\\b${module}\\.([\\w$]+)`, "g"))];
  return [...new Set(names.map(([, name = ""]) => name))];
}
