// Builds bench/alerts.ts and runs it.
import { importSource } from "../scripts/import-source.mjs";

await importSource('import "./bench/alerts.ts";');
