import "./hunt.ts";
import "./health.ts";
