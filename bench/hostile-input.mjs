// Builds bench/hostile-input.ts and runs it.
import { importSource } from "../scripts/import-source.mjs";

await importSource('import "./bench/hostile-input.ts";');
