// Builds bench/ignore-lists.ts and runs it.
import { importSource } from "../scripts/import-source.mjs";

await importSource('import "./bench/ignore-lists.ts";');
