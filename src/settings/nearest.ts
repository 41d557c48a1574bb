export { distance, nearest } from "../content/nearest.ts";
