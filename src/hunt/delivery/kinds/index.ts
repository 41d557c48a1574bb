import type { Deliveries } from "../delivery.ts";
import { bookmark } from "./bookmark.ts";
import { incident } from "./incident.ts";

/** The ways findings leave. A new one is one file and one line here. */
export const DELIVERIES: Deliveries = new Map(
  [incident, bookmark].map((delivery) => [delivery.name, delivery]),
);
