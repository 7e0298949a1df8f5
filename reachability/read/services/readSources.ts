import type { Service } from "../../model/cluster.js";
import type { AddressRange } from "../../sets/addresses.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readCidrText } from "../readCidr.js";

const annotation = "service.beta.kubernetes.io/load-balancer-source-ranges";

/**
 * Where a load balancer admits clients from; undefined: not limited. The field goes before the annotation.
 * https://kubernetes.io/docs/tasks/access-application-cluster/configure-cloud-provider-firewall/#restrict-access-for-loadbalancer-service
 */
export function readSources(
  object: Field,
  type: Service["type"],
  context: ReadContext,
): readonly AddressRange[] | undefined {
  if (type !== "LoadBalancer") return undefined;
  const items = object.at("spec").at("loadBalancerSourceRanges").items();
  // Unlike elsewhere, blanks around these are cut.
  if (items.length > 0)
    return items
      .map((item) => readCidrText(item, item.text()?.trim() ?? "", context))
      .filter((range) => range !== undefined);
  const field = object.at("metadata").at("annotations").at(annotation);
  const text = field.text()?.trim();
  if (!text) return undefined;
  return text
    .split(",")
    .map((part) => readCidrText(field, part.trim(), context))
    .filter((range) => range !== undefined);
}
