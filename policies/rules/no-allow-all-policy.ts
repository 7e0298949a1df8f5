import { isInternet, isNetwork, isPrivate, privateAmong } from "../network/addresses.js";
import { exceptionsOf, namedBy, unreadable, wronglyAdmitted, type Block } from "../network/block.js";
import { policiesFit, restrictedInbound, restrictedOutbound, separation } from "../network/frameworks.js";
import type { Opening } from "../network/opening.js";
import { isNetworkPolicy, isNetworkSet, networkSets, openingsOf } from "../network/openings.js";
import { finding, type Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";
import { parseCidr } from "../../reachability/sets/addresses.js";

/** A policy that allows everything is none: what it is laid over becomes open again. */
export const noAllowAllPolicy = resourceRule({
  name: "no-allow-all-policy",
  area: "network",
  description:
    "no network policy allows everyone, every pod on all ports, or the Internet without exceptions and ports",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Policies add up: one that allows everything takes away what every other one denies, default-deny included.",
  remediationSteps:
    "Name the pods by namespace and labels, or the addresses. For the Internet, name the ports, and leave the cluster's own ranges out by `except`; in egress all private and link-local ranges.",
  url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
  tags: ["network-policy"],
  frameworks: [policiesFit, separation, restrictedInbound, restrictedOutbound],
  appliesTo: (type) => isNetworkPolicy(type) || isNetworkSet(type),
  check: (resource) => [
    ...openingsOf(resource).flatMap(judge),
    ...networkSets(resource).flatMap((set) => [
      ...mistakesIn([set]),
      // Whom it is for, its policies say: what is private is not to be found among what is not.
      ...(isInternet(namedBy(set)) ? toInternet(set) : []),
    ]),
  ],
  examples: {
    complies: [
      {
        type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        properties: {
          metadata: { name: "web-to-internet", namespace: "shop" },
          spec: {
            podSelector: { matchLabels: { app: "web" } },
            policyTypes: ["Egress"],
            egress: [
              {
                to: [
                  {
                    ipBlock: {
                      cidr: "0.0.0.0/0",
                      except: [
                        "10.0.0.0/8",
                        "100.64.0.0/10",
                        "169.254.0.0/16",
                        "172.16.0.0/12",
                        "192.168.0.0/16",
                      ],
                    },
                  },
                ],
                ports: [{ protocol: "TCP", port: 443 }],
              },
            ],
          },
        },
      },
    ],
    violates: [
      {
        type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        properties: {
          metadata: { name: "allow-all", namespace: "shop" },
          spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: [{}] },
        },
      },
    ],
  },
});

function judge(opening: Opening): Finding[] {
  const { peers, ports } = opening;
  // A peer that is no mapping or list of them at all says nothing either.
  if (opening.everyone())
    return [finding(peers, { found: "nobody named, which means everyone", allowed: "pods or addresses" })];
  const pods = opening.everyPod();
  const onAllPorts =
    pods.length > 0 && opening.allPorts()
      ? pods.map((peer) =>
          finding(peer, {
            found: "pods of every namespace, or of all but some, on all ports",
            allowed: "pods of named namespaces, or the ports",
          }),
        )
      : [];
  const blocks = opening.blocks();
  const internet = isInternet(blocks.flatMap(namedBy)) ? blocks : [];
  return [
    ...onAllPorts,
    ...mistakesIn(blocks),
    ...internet.flatMap((block) =>
      opening.direction === "egress" ? toInternet(block) : fromInternet(block),
    ),
    ...(internet.length > 0 && opening.allPorts()
      ? [
          finding(ports, {
            found: `${ports.given ? "most ports" : "all ports"} of the Internet`,
            allowed: "the ports that are needed",
          }),
        ]
      : []),
  ];
}

function mistakesIn(blocks: readonly Block[]): Finding[] {
  return blocks
    .flatMap(unreadable)
    .map((value) => finding(value, { allowed: "a CIDR, as 10.0.0.0/8 or 2001:db8::/32" }));
}

/** What leaves for the Internet goes to no private range, and not to instance metadata. */
function toInternet(block: Block): Finding[] {
  const admitted = wronglyAdmitted(block, (ranges) => privateAmong(ranges).length > 0);
  if (!admitted) return [];
  return [
    finding(block.value, {
      found: block.value.secret ? "a secret" : `the Internet with ${privateAmong(admitted).join(", ")}`,
      allowed: "the Internet without private and link-local ranges",
    }),
  ];
}

/** The cluster's own pods and nodes are addresses too; which they are, no policy says. */
function fromInternet(block: Block): Finding[] {
  const { known, unknown } = exceptionsOf(block);
  const leavesOut = known.some((value) => {
    const range = parseCidr(value.text() ?? "");
    return range !== undefined && isPrivate(range) && isNetwork(range);
  });
  if (leavesOut || unknown.filter((value) => !value.present).length > 0) return [];
  return [
    finding(block.value, {
      found: "the Internet with the cluster's own pods and nodes",
      allowed: "the Internet without the cluster's own ranges",
    }),
  ];
}
