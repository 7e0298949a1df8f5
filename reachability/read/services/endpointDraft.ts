import type { Origin } from "../../model/manifest.js";
import type { ServiceEndpoints } from "../../model/cluster.js";

/** What an EndpointSlice or an Endpoints object says of a Service. */
export interface EndpointDraft {
  readonly namespace: string;
  readonly service: string;
  readonly endpoints: ServiceEndpoints;
  /** Whether a controller makes it where the Service has a selector, so that it says nothing that the pods do not. */
  readonly derived: boolean;
  readonly origin: Origin;
}
