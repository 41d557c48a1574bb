import type { Deliveries, DeliveryContext } from "./delivery.ts";
import type { SentinelResources } from "./sentinel-resources.ts";

export interface ApplyTarget {
  readonly deliveries: Deliveries;
  readonly context: DeliveryContext;
  readonly sentinel: SentinelResources;
  /** The current time where the events come from, ms. */
  readonly now: number;
}
