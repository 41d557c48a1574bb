import type { Delivery, DeliveryContext } from "./delivery.ts";
import type { SentinelResources } from "./sentinel-resources.ts";

export interface ApplyTarget {
  readonly delivery: Delivery;
  readonly context: DeliveryContext;
  readonly sentinel: SentinelResources;
  /** The current time where the events come from, ms. */
  readonly now: number;
}
