import type { Deliveries } from "../delivery.ts";
import { bookmark } from "./bookmark.ts";
import { incident } from "./incident.ts";

/** The ways to deliver findings. A new one takes one file, and one line here. */
export const DELIVERIES: Deliveries = new Map(
  [incident, bookmark].map((delivery) => [delivery.name, delivery]),
);
