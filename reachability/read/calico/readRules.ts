import type { Direction, Rule } from "../../model/policy.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { checkHttp } from "./checkHttp.js";
import { checkIpVersions } from "./checkIpVersions.js";
import { readEntity } from "./readEntity.js";
import { peerOf, readIpVersion, readTraffic } from "./readTraffic.js";

const fields = [
  "action",
  "ipVersion",
  "protocol",
  "notProtocol",
  "icmp",
  "notICMP",
  "source",
  "destination",
  "http",
  "metadata",
] as const;
const actions = { Allow: "allow", Deny: "deny", Pass: "pass", Log: "log" } as const;

/** The rules of a policy in one direction, in sequence. */
export function readRules(
  list: Field,
  direction: Direction,
  namespace: string | undefined,
  context: ReadContext,
): Rule[] {
  return list.items("a list of rules").map((rule) => readRule(rule, direction, namespace, context));
}

function readRule(
  rule: Field,
  direction: Direction,
  namespace: string | undefined,
  context: ReadContext,
): Rule {
  if (!rule.isMapping("a rule") && !rule.present) rule.refuse("a rule");
  rule.only(fields);
  const action = rule.at("action").oneOf(["Allow", "Deny", "Pass", "Log"]);
  if (!rule.at("action").present) rule.at("action").refuse(Object.keys(actions).join(", "));
  const ipVersion = readIpVersion(rule);
  const source = readEntity(rule.at("source"), namespace, context);
  const destination = readEntity(rule.at("destination"), namespace, context);
  const traffic = readTraffic(rule);
  // Calico's validator: services are the peers of a rule, never its subject.
  const subject = peerOf(direction === "ingress" ? "egress" : "ingress");
  const services = rule.at(subject).at("services");
  if (services.present)
    services.refuse(`services as the ${peerOf(direction)} of an ${direction} rule`, "services");
  checkIpVersions(rule);
  checkHttp(rule, direction, context);
  readAnnotations(rule.at("metadata"));
  return {
    action: actions[action ?? "Deny"],
    path: rule.path,
    ...(ipVersion !== undefined && { ipVersion }),
    ...(source && { source }),
    ...(destination && { destination }),
    ...(traffic && { traffic }),
  };
}

function readAnnotations(metadata: Field): void {
  if (!metadata.isMapping()) return;
  metadata.only(["annotations"]);
  metadata.at("annotations").labels();
}
