// Builds bench/attack.ts and runs it.
import { importSource } from "../scripts/import-source.mjs";

await importSource('import "./bench/attack.ts";');
