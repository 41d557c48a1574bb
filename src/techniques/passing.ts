import { TECHNIQUES } from "./index.ts";

/** The shortest line, of any technique, that contains a term and runs somebody else's code. */
export function shortestPassing(term: string): string {
  const lines = [...TECHNIQUES.values()].map(({ passing }) => passing(term));
  return lines.reduce((best, line) => (line.length < best.length ? line : best));
}
