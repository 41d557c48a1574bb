// Builds bench/content/try-content.ts and runs it.
import { importSource } from "./import-source.mjs";

await importSource('import "./bench/content/try-content.ts";');
