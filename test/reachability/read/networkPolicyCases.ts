/*
 * Specs of NetworkPolicy v1 that the API server accepts and refuses: all of them were sent to one, of Kubernetes 1.36.
 */

interface Case {
  readonly title: string;
  readonly spec: unknown;
  /** `path: found; allowed` of each problem; none where the spec is fine. */
  readonly refused?: readonly string[];
}

const from = (...peers: unknown[]) => ({ ingress: [{ from: peers }] });
const block = (cidr: unknown, ...except: unknown[]) => from({ ipBlock: { cidr, except } });
const ports = (...items: unknown[]) => ({ ingress: [{ ports: items }] });
const expression = (...items: unknown[]) => ({ podSelector: { matchExpressions: items } });
const peer = "spec.ingress[0].from[0]";
const port = "spec.ingress[0].ports[0]";
const requirement = "spec.podSelector.matchExpressions[0]";
const longest = "a".repeat(63);
const anyCidr = "a CIDR, such as 10.9.8.0/24 or 2001:db8::/64, not an IPv4-mapped one";
const anyPort = "a port from 1 to 65535, or the name of a port";
const labelKey =
  'a key of at most 63 letters, digits, "-", "_" and "." with a letter or digit at both ends, after an optional DNS name and "/"';
const labelValue =
  'at most 63 letters, digits, "-", "_" and "." with a letter or digit at both ends, or an empty text';
const namedPort = `${anyPort}: at most 15 lower-case letters, digits and single "-", with at least one letter and no "-" at an end`;

/** Specs that the API server accepts. */
export const accepted: readonly Case[] = [
  { title: "no spec", spec: undefined },
  { title: "a spec of null", spec: null },
  { title: "an empty spec", spec: {} },
  { title: "a podSelector of null", spec: { podSelector: null } },
  { title: "an ingress rule of null", spec: { ingress: [null] } },
  { title: "a port of null", spec: ports(null) },
  { title: "a port with nothing in it", spec: ports({}) },
  { title: "nulls in a port", spec: ports({ protocol: null, port: null, endPort: null }) },
  {
    title: "a namespaceSelector of null beside a podSelector",
    spec: from({ podSelector: {}, namespaceSelector: null }),
  },
  { title: "a value of null in matchLabels", spec: { podSelector: { matchLabels: { app: null } } } },
  { title: "an empty value in matchLabels", spec: { podSelector: { matchLabels: { app: "" } } } },
  {
    title: "keys of an object's prototype",
    spec: { podSelector: { matchLabels: { constructor: "a", toString: "b" } } },
  },
  {
    title: "a key and a value of 63 characters",
    spec: { podSelector: { matchLabels: { [longest]: longest } } },
  },
  {
    title: "a key with a prefix",
    spec: { podSelector: { matchLabels: { "a-1.example.com/Name_x.y": "A_b.c-1" } } },
  },
  { title: "a value of null with In", spec: expression({ key: "a", operator: "In", values: [null] }) },
  {
    title: "the same value twice with In",
    spec: expression({ key: "a", operator: "In", values: ["b", "b"] }),
  },
  { title: "values of null with Exists", spec: expression({ key: "a", operator: "Exists", values: null }) },
  {
    title: "no values with DoesNotExist",
    spec: expression({ key: "a", operator: "DoesNotExist", values: [] }),
  },
  { title: "policyTypes of null", spec: { policyTypes: null } },
  { title: "no policyTypes", spec: { policyTypes: [] } },
  { title: "the same policyType twice", spec: { policyTypes: ["Ingress", "Ingress"] } },
  { title: "both policyTypes", spec: { policyTypes: ["Egress", "Ingress"] } },
  { title: "ingress rules without their policyType", spec: { policyTypes: ["Egress"], ingress: [{}] } },
  { title: "egress rules without their policyType", spec: { policyTypes: ["Ingress"], egress: [{}] } },
  {
    title: "ports of each protocol",
    spec: ports({ protocol: "TCP", port: 1 }, { protocol: "UDP", port: 2 }, { protocol: "SCTP", port: 3 }),
  },
  { title: "the first and the last port", spec: ports({ port: 1 }, { port: 65535 }) },
  { title: "an endPort that is the port", spec: ports({ port: 80, endPort: 80 }) },
  { title: "the last endPort", spec: ports({ port: 1, endPort: 65535 }) },
  { title: "a port's name of 15 characters", spec: ports({ port: "abcdefghijklmno" }) },
  { title: "a port's name that begins with a digit", spec: ports({ port: "8a-1" }) },
  { title: "an IPv4 block", spec: block("10.0.0.0/8", "10.1.0.0/16", "10.1.0.0/16") },
  { title: "all IPv4 addresses", spec: block("0.0.0.0/0", "0.0.0.0/1") },
  { title: "an IPv6 block", spec: block("2001:db8::/32", "2001:db8:1::/48") },
  { title: "one address", spec: block("10.1.2.3/32") },
  { title: "an IPv6 block in capitals", spec: block("2001:DB8::/32") },
  { title: "except of null", spec: from({ ipBlock: { cidr: "10.0.0.0/8", except: null } }) },
  { title: "from of null", spec: { ingress: [{ from: null, ports: null }] } },
  {
    title: "an egress rule",
    spec: { egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: "UDP" }] }] },
  },
];

/** Specs that it refuses, and where. */
export const refused: readonly Case[] = [
  {
    title: "an unknown field",
    spec: { foo: 1 },
    refused: ['spec.foo: the unknown field "foo"; podSelector, policyTypes, ingress, egress'],
  },
  {
    title: "an unknown field of null",
    spec: { foo: null },
    refused: ['spec.foo: the unknown field "foo"; podSelector, policyTypes, ingress, egress'],
  },
  {
    title: "a field in other letters",
    spec: { PodSelector: { matchLabels: { app: "web" } } },
    refused: ['spec.PodSelector: the unknown field "PodSelector"; podSelector, policyTypes, ingress, egress'],
  },
  {
    title: "an unknown field of a peer",
    spec: from({ podSelectorr: {} }),
    refused: [
      `${peer}: a mapping of "podSelectorr"; podSelector, namespaceSelector or ipBlock; to allow everyone, leave the list out`,
      `${peer}.podSelectorr: the unknown field "podSelectorr"; podSelector, namespaceSelector, ipBlock`,
    ],
  },
  {
    title: "an unknown field of a rule",
    spec: { ingress: [{ to: [] }] },
    refused: ['spec.ingress[0].to: the unknown field "to"; from, ports'],
  },
  {
    title: "an unknown field of a port",
    spec: ports({ ports: 80 }),
    refused: [`${port}.ports: the unknown field "ports"; protocol, port, endPort`],
  },
  {
    title: "an unknown field of a block",
    spec: from({ ipBlock: { cidr: "10.0.0.0/8", not: [] } }),
    refused: [`${peer}.ipBlock.not: the unknown field "not"; cidr, except`],
  },
  {
    title: "an unknown field of a selector",
    spec: { podSelector: { app: "web" } },
    refused: ['spec.podSelector.app: the unknown field "app"; matchLabels, matchExpressions'],
  },
  { title: "a spec that is a list", spec: [], refused: ["spec: a list of 0; a mapping"] },
  {
    title: "a podSelector that is a text",
    spec: { podSelector: "app=web" },
    refused: ['spec.podSelector: "app=web"; a mapping'],
  },
  {
    title: "ingress that is a mapping",
    spec: { ingress: {} },
    refused: ["spec.ingress: a mapping of nothing; a list"],
  },
  {
    title: "a rule that is a text",
    spec: { ingress: ["all"] },
    refused: ['spec.ingress[0]: "all"; a mapping'],
  },
  {
    title: "from that is a mapping",
    spec: { ingress: [{ from: {} }] },
    refused: ["spec.ingress[0].from: a mapping of nothing; a list"],
  },
  {
    title: "a peer of null",
    spec: from(null),
    refused: [
      `${peer}: nothing; podSelector, namespaceSelector or ipBlock; to allow everyone, leave the list out`,
    ],
  },
  {
    title: "an empty peer",
    spec: from({}),
    refused: [
      `${peer}: a mapping of nothing; podSelector, namespaceSelector or ipBlock; to allow everyone, leave the list out`,
    ],
  },
  {
    title: "a peer with nulls only",
    spec: from({ podSelector: null, ipBlock: null }),
    refused: [
      `${peer}: a mapping of "podSelector", "ipBlock"; podSelector, namespaceSelector or ipBlock; to allow everyone, leave the list out`,
    ],
  },
  {
    title: "a block with a podSelector",
    spec: from({ ipBlock: { cidr: "10.0.0.0/8" }, podSelector: {} }),
    refused: [`${peer}.ipBlock: a mapping of "cidr"; ipBlock alone: a peer is an address or pods, not both`],
  },
  {
    title: "a block with a namespaceSelector",
    spec: from({ ipBlock: { cidr: "10.0.0.0/8" }, namespaceSelector: {} }),
    refused: [`${peer}.ipBlock: a mapping of "cidr"; ipBlock alone: a peer is an address or pods, not both`],
  },
  {
    title: "a block without a CIDR",
    spec: from({ ipBlock: {} }),
    refused: [`${peer}.ipBlock.cidr: nothing; a CIDR, such as 10.9.8.0/24`],
  },
  {
    title: "an empty CIDR",
    spec: block(""),
    refused: [`${peer}.ipBlock.cidr: an empty text; ${anyCidr}`],
  },
  {
    title: "an address without a length",
    spec: block("10.0.0.0"),
    refused: [`${peer}.ipBlock.cidr: "10.0.0.0"; ${anyCidr}`],
  },
  {
    title: "a length that is too long",
    spec: block("10.0.0.0/33"),
    refused: [`${peer}.ipBlock.cidr: "10.0.0.0/33"; ${anyCidr}`],
  },
  {
    title: "an IPv6 length that is too long",
    spec: block("2001:db8::/129"),
    refused: [`${peer}.ipBlock.cidr: "2001:db8::/129"; ${anyCidr}`],
  },
  {
    title: "zeros before a number",
    spec: block("010.0.0.0/8"),
    refused: [`${peer}.ipBlock.cidr: "010.0.0.0/8"; ${anyCidr}`],
  },
  {
    title: "zeros before the length",
    spec: block("10.0.0.0/08"),
    refused: [`${peer}.ipBlock.cidr: "10.0.0.0/08"; ${anyCidr}`],
  },
  {
    title: "a blank before a CIDR",
    spec: block(" 10.0.0.0/8"),
    refused: [`${peer}.ipBlock.cidr: " 10.0.0.0/8"; ${anyCidr}`],
  },
  {
    title: "a CIDR of three numbers",
    spec: block("10.0.0/8"),
    refused: [`${peer}.ipBlock.cidr: "10.0.0/8"; ${anyCidr}`],
  },
  {
    title: "an IPv6 zone",
    spec: block("fe80::1%eth0/128"),
    refused: [`${peer}.ipBlock.cidr: "fe80::1%eth0/128"; ${anyCidr}`],
  },
  {
    title: "an IPv4-mapped CIDR",
    spec: block("::ffff:10.0.0.0/104"),
    refused: [`${peer}.ipBlock.cidr: "::ffff:10.0.0.0/104"; ${anyCidr}`],
  },
  {
    title: "an IPv4-mapped CIDR in full",
    spec: block("0:0:0:0:0:ffff:a00:0/104"),
    refused: [`${peer}.ipBlock.cidr: "0:0:0:0:0:ffff:a00:0/104"; ${anyCidr}`],
  },
  {
    title: "a CIDR that is a number",
    spec: block(10),
    refused: [`${peer}.ipBlock.cidr: 10 (a number); a CIDR, such as 10.9.8.0/24`],
  },
  {
    title: "except that is the block",
    spec: block("10.0.0.0/8", "10.0.0.0/8"),
    refused: [`${peer}.ipBlock.except[0]: "10.0.0.0/8"; a CIDR inside the block, and smaller`],
  },
  {
    title: "except outside the block",
    spec: block("10.0.0.0/8", "10.1.0.0/16", "11.0.0.0/16"),
    refused: [`${peer}.ipBlock.except[1]: "11.0.0.0/16"; a CIDR inside the block, and smaller`],
  },
  {
    title: "except wider than the block",
    spec: block("10.0.0.0/8", "10.0.0.0/7"),
    refused: [`${peer}.ipBlock.except[0]: "10.0.0.0/7"; a CIDR inside the block, and smaller`],
  },
  {
    title: "except of the other family",
    spec: block("0.0.0.0/0", "2001:db8::/32"),
    refused: [`${peer}.ipBlock.except[0]: "2001:db8::/32"; a CIDR inside the block, and smaller`],
  },
  {
    title: "except of null",
    spec: block("0.0.0.0/0", null),
    refused: [`${peer}.ipBlock.except[0]: nothing; a CIDR inside the block`],
  },
  {
    title: "port 0",
    spec: ports({ port: 0 }),
    refused: [`${port}.port: 0 (a number); ${anyPort}`],
  },
  {
    title: "port 65536",
    spec: ports({ port: 65536 }),
    refused: [`${port}.port: 65536 (a number); ${anyPort}`],
  },
  {
    title: "port -1",
    spec: ports({ port: -1 }),
    refused: [`${port}.port: -1 (a number); ${anyPort}`],
  },
  {
    title: "half a port",
    spec: ports({ port: 80.5 }),
    refused: [`${port}.port: 80.5 (a number); ${anyPort}`],
  },
  {
    title: "a port that is true",
    spec: ports({ port: true }),
    refused: [`${port}.port: true (a boolean); ${anyPort}`],
  },
  {
    title: "a port's number in quotes",
    spec: ports({ port: "80" }),
    refused: [`${port}.port: "80"; a port from 1 to 65535 without quotes, or the name of a port`],
  },
  {
    title: "an empty port's name",
    spec: ports({ port: "" }),
    refused: [`${port}.port: an empty text; ${namedPort}`],
  },
  {
    title: "a port's name in capitals",
    spec: ports({ port: "HTTP" }),
    refused: [`${port}.port: "HTTP"; ${namedPort}`],
  },
  {
    title: "a port's name of 16 characters",
    spec: ports({ port: "abcdefghijklmnop" }),
    refused: [`${port}.port: "abcdefghijklmnop"; ${namedPort}`],
  },
  {
    title: "a port's name with two hyphens",
    spec: ports({ port: "a--b" }),
    refused: [`${port}.port: "a--b"; ${namedPort}`],
  },
  {
    title: "a port's name that ends with a hyphen",
    spec: ports({ port: "a-" }),
    refused: [`${port}.port: "a-"; ${namedPort}`],
  },
  {
    title: "a port's name with a line break",
    spec: ports({ port: "http\n" }),
    refused: [`${port}.port: "http\\n"; ${namedPort}`],
  },
  {
    title: "an endPort before the port",
    spec: ports({ port: 80, endPort: 79 }),
    refused: [`${port}.endPort: 79 (a number); a port from 80 on`],
  },
  {
    title: "endPort 65536",
    spec: ports({ port: 80, endPort: 65536 }),
    refused: [`${port}.endPort: 65536 (a number); a port from 1 to 65535`],
  },
  {
    title: "endPort 0",
    spec: ports({ port: 80, endPort: 0 }),
    refused: [`${port}.endPort: 0 (a number); a port from 1 to 65535`],
  },
  {
    title: "an endPort in quotes",
    spec: ports({ port: 80, endPort: "90" }),
    refused: [`${port}.endPort: "90"; a port from 1 to 65535`],
  },
  {
    title: "an endPort without a port",
    spec: ports({ endPort: 90 }),
    refused: [`${port}.endPort: 90 (a number); no endPort without "port"`],
  },
  {
    title: "an endPort of a port's name",
    spec: ports({ port: "http", endPort: 90 }),
    refused: [`${port}.endPort: 90 (a number); no endPort with the name of a port`],
  },
  {
    title: "an unknown protocol",
    spec: ports({ protocol: "ICMP" }),
    refused: [`${port}.protocol: "ICMP"; TCP, UDP, SCTP`],
  },
  {
    title: "a protocol in small letters",
    spec: ports({ protocol: "tcp", port: 80 }),
    refused: [`${port}.protocol: "tcp"; TCP, UDP, SCTP`],
  },
  {
    title: "an empty protocol",
    spec: ports({ protocol: "", port: 80 }),
    refused: [`${port}.protocol: an empty text; TCP, UDP, SCTP`],
  },
  {
    title: "a policyType in small letters",
    spec: { policyTypes: ["ingress"] },
    refused: ['spec.policyTypes[0]: "ingress"; Ingress, Egress'],
  },
  {
    title: "a policyType of null",
    spec: { policyTypes: [null] },
    refused: ["spec.policyTypes[0]: nothing; Ingress, Egress"],
  },
  {
    title: "three policyTypes",
    spec: { policyTypes: ["Ingress", "Egress", "Ingress"] },
    refused: ["spec.policyTypes: a list of 3; at most two: Ingress, Egress"],
  },
  {
    title: "a mistake in a rule that does not count",
    spec: { policyTypes: ["Egress"], ...ports({ port: 0 }) },
    refused: [`${port}.port: 0 (a number); ${anyPort}`],
  },
  {
    title: "a label's value that is a number",
    spec: { podSelector: { matchLabels: { a: 1 } } },
    refused: ["spec.podSelector.matchLabels.a: 1 (a number); a text; quote it"],
  },
  {
    title: "a label's value with a blank",
    spec: { podSelector: { matchLabels: { a: "b c" } } },
    refused: [`spec.podSelector.matchLabels.a: "b c"; ${labelValue}`],
  },
  {
    title: "a label's value of 64 characters",
    spec: { podSelector: { matchLabels: { a: `${longest}a` } } },
    refused: [`spec.podSelector.matchLabels.a: "${longest}a"; ${labelValue}`],
  },
  {
    title: "a label's value with a line break",
    spec: { podSelector: { matchLabels: { a: "b\n" } } },
    refused: [`spec.podSelector.matchLabels.a: "b\\n"; ${labelValue}`],
  },
  {
    title: "a key that begins with a hyphen",
    spec: { podSelector: { matchLabels: { "-a": "b" } } },
    refused: [`spec.podSelector.matchLabels."-a": the key "-a"; ${labelKey}`],
  },
  {
    title: "an empty key",
    spec: { podSelector: { matchLabels: { "": "b" } } },
    refused: [`spec.podSelector.matchLabels."": the key an empty text; ${labelKey}`],
  },
  {
    title: "a key of 64 characters",
    spec: { podSelector: { matchLabels: { [`${longest}a`]: "b" } } },
    refused: [`spec.podSelector.matchLabels.${longest}a: the key "${longest}a"; ${labelKey}`],
  },
  {
    title: "a key's prefix in capitals",
    spec: { podSelector: { matchLabels: { "A.b/c": "d" } } },
    refused: [`spec.podSelector.matchLabels."A.b/c": the key "A.b/c"; ${labelKey}`],
  },
  {
    title: "a key's empty prefix",
    spec: { podSelector: { matchLabels: { "/c": "d" } } },
    refused: [`spec.podSelector.matchLabels."/c": the key "/c"; ${labelKey}`],
  },
  {
    title: "a key with two slashes",
    spec: { podSelector: { matchLabels: { "a/b/c": "d" } } },
    refused: [`spec.podSelector.matchLabels.a/b/c: the key "a/b/c"; ${labelKey}`],
  },
  {
    title: "In without values",
    spec: expression({ key: "a", operator: "In" }),
    refused: [`${requirement}.values: nothing; at least one value with In and NotIn`],
  },
  {
    title: "NotIn with no values",
    spec: expression({ key: "a", operator: "NotIn", values: [] }),
    refused: [`${requirement}.values: a list of 0; at least one value with In and NotIn`],
  },
  {
    title: "Exists with values",
    spec: expression({ key: "a", operator: "Exists", values: ["b"] }),
    refused: [`${requirement}.values: a list of 1; no values with Exists and DoesNotExist`],
  },
  {
    title: "DoesNotExist with values",
    spec: expression({ key: "a", operator: "DoesNotExist", values: ["b"] }),
    refused: [`${requirement}.values: a list of 1; no values with Exists and DoesNotExist`],
  },
  {
    title: "an unknown operator",
    spec: expression({ key: "a", operator: "Equals", values: ["b"] }),
    refused: [`${requirement}.operator: "Equals"; In, NotIn, Exists, DoesNotExist`],
  },
  {
    title: "an operator in small letters",
    spec: expression({ key: "a", operator: "in", values: ["b"] }),
    refused: [`${requirement}.operator: "in"; In, NotIn, Exists, DoesNotExist`],
  },
  {
    title: "no operator",
    spec: expression({ key: "a" }),
    refused: [`${requirement}.operator: nothing; In, NotIn, Exists, DoesNotExist`],
  },
  {
    title: "no key",
    spec: expression({ operator: "Exists" }),
    refused: [`${requirement}.key: nothing; ${labelKey}`],
  },
  {
    title: "a requirement of null",
    spec: expression(null),
    refused: [`${requirement}: nothing; a mapping of key, operator and values`],
  },
  {
    title: "a value that is a number with In",
    spec: expression({ key: "a", operator: "In", values: [1] }),
    refused: [`${requirement}.values[0]: 1 (a number); a text; quote it`],
  },
  {
    title: "a value that cannot be a label's with NotIn",
    spec: expression({ key: "a", operator: "NotIn", values: ["b c"] }),
    refused: [`${requirement}.values[0]: "b c"; ${labelValue}`],
  },
  {
    title: "an unknown field of a requirement",
    spec: expression({ key: "a", operator: "Exists", value: "b" }),
    refused: [`${requirement}.value: the unknown field "value"; key, operator, values`],
  },
];
