import type { Service, ServiceEndpoints } from "../../model/cluster.js";
import { mergeRanges } from "../../sets/addresses.js";
import type { ReadContext } from "../context.js";
import { byName, compareText } from "../order.js";
import type { EndpointDraft } from "./endpointDraft.js";

/** Services with the endpoints that are written for them, sorted. */
export function assembleServices({ services, endpoints }: ReadContext): readonly Service[] {
  const byService = new Map<string, EndpointDraft[]>();
  for (const draft of endpoints) {
    const key = `${draft.namespace}/${draft.service}`;
    const drafts = byService.get(key);
    if (drafts) drafts.push(draft);
    else byService.set(key, [draft]);
  }
  const known = new Set(services.map(({ namespace, name }) => `${namespace}/${name}`));
  // Calico asks for slices by their label, whether or not there is a Service of that name.
  const unknown = [...byService].flatMap(([key, [first]]) =>
    known.has(key) || !first ? [] : [without(first)],
  );
  return [...services, ...unknown]
    .map((service) => {
      const drafts = byService.get(`${service.namespace}/${service.name}`) ?? [];
      const own = drafts.filter(({ derived }) => !derived || service.selector === undefined);
      return own.length === 0
        ? service
        : { ...service, endpoints: sortEndpoints(own.map((draft) => draft.endpoints)) };
    })
    .sort(byName);
}

/** What stands for a Service that was not read. */
function without({ namespace, service, origin }: EndpointDraft): Service {
  return {
    namespace,
    name: service,
    type: "ClusterIP",
    headless: true,
    ports: [],
    endpoints: [],
    externalAddresses: [],
    origin,
  };
}

function sortEndpoints(endpoints: readonly ServiceEndpoints[]): readonly ServiceEndpoints[] {
  return endpoints
    .map(({ addresses, ports }) => ({ addresses: mergeRanges(addresses), ports }))
    .map((slice) => ({ slice, key: endpointsKey(slice) }))
    .sort((a, b) => compareText(a.key, b.key))
    .map(({ slice }) => slice);
}

function endpointsKey({ addresses, ports }: ServiceEndpoints): string {
  return `${addresses.map(({ first, last }) => `${first}-${last}`).join()} ${JSON.stringify(ports)}`;
}
