import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

type Metadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];
type State = NonNullable<Metadata["old"]>;

/** Components whose outputs reports read. */
const tellers = ["pulumi:pulumi:Stack", "basalt:application:Applications"];

/** An event log without what no report reads, so that it is small enough to be kept. */
export function trimmed(events: readonly EngineEvent[]): EngineEvent[] {
  return events.flatMap(trimmedEvent).map((event) => ({ ...event, sequence: 0, timestamp: 0 }));
}

/** What a log has besides another: all about a resource of which it tells anything else. */
export function without(base: readonly EngineEvent[], events: readonly EngineEvent[]): EngineEvent[] {
  const known = byResource(base);
  return [...byResource(events)].flatMap(([urn, own]) =>
    JSON.stringify(own) === JSON.stringify(known.get(urn)) ? [] : own,
  );
}

/** The log of which {@link without} left something. */
export function withBase(base: readonly EngineEvent[], events: readonly EngineEvent[]): EngineEvent[] {
  const changed = byResource(events);
  return [...base.filter((event) => !changed.has(resourceOf(event))), ...events];
}

/** A step that leaves a resource as it is told both states where they are the same. */
export function completed(event: EngineEvent): EngineEvent {
  const { resourcePreEvent, resOutputsEvent } = event;
  const whole = ({ metadata }: { metadata: Metadata }) => ({
    metadata: metadata.op === "same" && !metadata.new ? { ...metadata, new: metadata.old } : metadata,
  });
  return {
    ...event,
    ...(resourcePreEvent ? { resourcePreEvent: whole(resourcePreEvent) } : {}),
    ...(resOutputsEvent ? { resOutputsEvent: whole(resOutputsEvent) } : {}),
  };
}

function byResource(events: readonly EngineEvent[]): Map<string, EngineEvent[]> {
  const found = new Map<string, EngineEvent[]>();
  for (const event of events) found.set(resourceOf(event), [...(found.get(resourceOf(event)) ?? []), event]);
  return found;
}

function resourceOf({ resourcePreEvent, resOutputsEvent, policyEvent, ...event }: EngineEvent): string {
  if (policyEvent) return `policy ${policyEvent.policyName} ${policyEvent.resourceUrn ?? ""}`;
  return (resourcePreEvent ?? resOutputsEvent)?.metadata.urn ?? Object.keys(event).join(" ");
}

function trimmedEvent(event: EngineEvent): EngineEvent[] {
  const { resourcePreEvent, resOutputsEvent, diagnosticEvent } = event;
  const severity: string | undefined = diagnosticEvent?.severity;
  if (diagnosticEvent) return severity === "debug" || diagnosticEvent.ephemeral === true ? [] : [event];
  // What AWS has and keeps, only their number tells.
  if (resourcePreEvent?.metadata.op === "same" && resourcePreEvent.metadata.type.startsWith("aws:"))
    return [];
  if (resourcePreEvent)
    return [{ ...event, resourcePreEvent: { metadata: trimmedStep(resourcePreEvent.metadata) } }];
  if (resOutputsEvent)
    return tellers.includes(resOutputsEvent.metadata.type)
      ? [{ ...event, resOutputsEvent: { metadata: trimmedStep(resOutputsEvent.metadata) } }]
      : [];
  return (event.policyEvent ?? event.resOpFailedEvent) ? [event] : [];
}

function trimmedStep({ op, urn, type, keys, diffs, detailedDiff, provider, ...rest }: Metadata): Metadata {
  return {
    op,
    urn,
    type,
    ...(keys ? { keys } : {}),
    ...(diffs ? { diffs } : {}),
    ...(detailedDiff ? { detailedDiff } : {}),
    ...(rest.old ? { old: trimmedState(rest.old) } : {}),
    ...(rest.new && !(op === "same" && isSame(rest)) ? { new: trimmedState(rest.new) } : {}),
    provider,
  };
}

function isSame({ old, new: next }: Pick<Metadata, "old" | "new">): boolean {
  return !!old && !!next && JSON.stringify(trimmedState(old)) === JSON.stringify(trimmedState(next));
}

function trimmedState({ type, urn, id, parent, custom, protect, inputs, outputs }: State): State {
  return {
    type,
    urn,
    custom,
    id,
    parent,
    ...(protect ? { protect } : {}),
    inputs: trimmedInputs(type, inputs),
    outputs: tellers.includes(type) ? outputs : {},
  } as State;
}

/** Of what is no object of the cluster, nothing; of definitions of kinds, which are long, only whose they are. */
function trimmedInputs(type: string, inputs: State["inputs"]): State["inputs"] {
  if (!type.startsWith("kubernetes:")) return {};
  if (!type.endsWith(":CustomResourceDefinition")) return inputs;
  const { apiVersion, kind, metadata } = inputs as Readonly<
    Record<string, Record<string, unknown> | undefined>
  >;
  return { apiVersion, kind, metadata: { name: metadata?.["name"] } };
}
