// Builds bench/noise.ts and runs it: node bench/noise.mjs FOLDER [RULES]
import { importSource } from "../scripts/import-source.mjs";

await importSource('import "./bench/noise.ts";');
