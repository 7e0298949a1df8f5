import type { Service, ServiceEndpoints } from "../../model/cluster.js";
import { mergeRanges } from "../../sets/addresses.js";
import type { ReadContext } from "../context.js";
import { byName, compareText } from "../order.js";

/** Services with the endpoints that are written for them, sorted. */
export function assembleServices({ services, endpoints }: ReadContext): readonly Service[] {
  const byService = new Map<string, { readonly derived: boolean; readonly endpoints: ServiceEndpoints }[]>();
  for (const { namespace, service, ...draft } of endpoints) {
    const key = `${namespace}/${service}`;
    const drafts = byService.get(key);
    if (drafts) drafts.push(draft);
    else byService.set(key, [draft]);
  }
  return services
    .map((service) => {
      const drafts = byService.get(`${service.namespace}/${service.name}`) ?? [];
      const own = drafts.filter(({ derived }) => !derived || service.selector === undefined);
      return own.length === 0
        ? service
        : { ...service, endpoints: sortEndpoints(own.map((draft) => draft.endpoints)) };
    })
    .sort(byName);
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
