import { createRequire } from "node:module";

/** The functions of hyparquet by which a file is read. */
export type Hyparquet = ReturnType<typeof load>;

export type Metadata = ReturnType<Hyparquet["parquetMetadata"]>;
export type RowGroup = Metadata["row_groups"][number];
export type ChunkMetadata = NonNullable<RowGroup["columns"][number]["meta_data"]>;
export type SchemaElement = Metadata["schema"][number];
export type SchemaTree = ReturnType<Hyparquet["parquetSchema"]>;

let loaded: Hyparquet | undefined;

/**
 * Loads hyparquet once (0.1 s), and only where there is a file to read with it. What reads files
 * does not wait, so it takes hyparquet's parts that do not wait either.
 */
export function hyparquet(): Hyparquet {
  loaded ??= load();
  return loaded;
}

function load() {
  const require = createRequire(import.meta.url);
  const { flatten, parquetMetadata, parquetSchema } =
    require("hyparquet") as typeof import("hyparquet");
  const { parquetHeader, readColumn } =
    require("hyparquet/src/column.js") as typeof import("hyparquet/src/column.js");
  const { assembleNested } =
    require("hyparquet/src/assemble.js") as typeof import("hyparquet/src/assemble.js");
  const { isFlatColumn, isMapLike } =
    require("hyparquet/src/schema.js") as typeof import("hyparquet/src/schema.js");
  const { parseFloat16 } =
    require("hyparquet/src/convert.js") as typeof import("hyparquet/src/convert.js");
  const { compressors } =
    require("hyparquet-compressors") as typeof import("hyparquet-compressors");
  return {
    assembleNested,
    compressors,
    flatten,
    isFlatColumn,
    isMapLike,
    parquetHeader,
    parquetMetadata,
    parquetSchema,
    parseFloat16,
    readColumn,
  };
}
