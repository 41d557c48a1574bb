import { iso } from "../../../hunt/base/window.ts";
import { type Html, html, raw } from "./escape.ts";

export interface TimelineMark {
  readonly time: number;
  readonly hidden: boolean;
  readonly text: string;
}

const WIDTH = 1000;
const HEIGHT = 110;
const MARGIN = 12;
const AXIS = 80;
/** Events closer than this are stacked, up to this many. */
const STACK_WIDTH = 7;
const MAX_STACKED = 12;

/**
 * Findings above the axis, suppressed events below it. Days without events are left out, so that
 * years fit on a line.
 */
export function timeline(marks: readonly TimelineMark[]): Html {
  if (marks.length === 0) return html`<p class="none">No events.</p>`;
  const days = [...new Set(marks.map(({ time }) => iso(time).slice(0, 10)))].sort();
  const places = new Map(days.map((day, index) => [day, index]));
  const step = (WIDTH - 2 * MARGIN) / days.length;
  const x = (time: number) => {
    const day = iso(time).slice(0, 10);
    const part = (time - Date.parse(day)) / 86_400_000;
    return MARGIN + ((places.get(day) ?? 0) + part) * step;
  };
  const every = Math.ceil(days.length / 10);
  const labels = days.map((day, index) =>
    index % every === 0 ? label(MARGIN + index * step, day) : raw(""),
  );
  const ticks = days.map((_, index) =>
    raw(
      `<line class="axis" x1="${round(MARGIN + index * step)}" ` +
        `x2="${round(MARGIN + index * step)}" y1="6" y2="${AXIS + 10}"/>`,
    ),
  );
  const stacks = new Map<string, number>();
  const dots = marks
    .toSorted((a, b) => a.time - b.time)
    .map((mark) => {
      const at = x(mark.time);
      const place = `${mark.hidden} ${Math.round(at / STACK_WIDTH)}`;
      const height = stacks.get(place) ?? 0;
      stacks.set(place, height + 1);
      return dot(mark, at, Math.min(height, MAX_STACKED));
    });
  return html`<svg class="timeline" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Events by time">
${ticks}<line class="axis" x1="0" x2="${WIDTH}" y1="${AXIS - 14}" y2="${AXIS - 14}"/>${dots}${labels}</svg>`;
}

function dot({ hidden, text }: TimelineMark, x: number, height: number): Html {
  const y = hidden ? AXIS - 4 + height * 3 : AXIS - 24 - height * 4;
  return html`<circle class="${hidden ? "hidden" : "found"}" cx="${round(x)}" cy="${y}" r="3.5"><title>${text}</title></circle>`;
}

function label(x: number, day: string): Html {
  return html`<text x="${round(x)}" y="${HEIGHT - 4}">${day}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
