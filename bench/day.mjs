// Builds bench/day/index.ts and runs it.
import { importSource } from "../scripts/import-source.mjs";

await importSource('import "./bench/day/index.ts";');
