import assert from "node:assert/strict";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

/** What the engine tells of a step. */
export type Metadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

/** What a step tells; tests write into it. */
interface Told {
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

/** Changes what is told of one resource, by the end of its URN; the run is otherwise as recorded. */
export const told =
  (name: string, change: (state: { old: Told; new: Told }, metadata: Metadata) => void) =>
  (events: EngineEvent[]): EngineEvent[] => {
    let times = 0;
    const changed = structuredClone(events);
    for (const { resourcePreEvent, resOutputsEvent } of changed) {
      const metadata = (resourcePreEvent ?? resOutputsEvent)?.metadata;
      if (!metadata?.urn.endsWith(name)) continue;
      // Where both states are the same, they are one object.
      metadata.new &&= structuredClone(metadata.new);
      change(metadata as unknown as { old: Told; new: Told }, metadata);
      times += 1;
    }
    assert.ok(times > 0, `nothing is told of ${name}`);
    return changed;
  };

/** Takes a resource out of the new version. */
export const withoutNew = (name: string) =>
  told(name, (state, metadata) => {
    metadata.op = "delete";
    delete (state as Partial<typeof state>).new;
  });

/** What lets the web reach the cart, at the cart. */
export const cartPolicy = "shop.web-to-cart-ingress-1e92d943";
