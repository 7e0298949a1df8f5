import { inFile, withFile, type Change, type Files } from "../../support/project.js";
import { all, sampleProject } from "./projects.js";

/* The sample's dev, with as few workloads as its versions need: each costs at every run. */

const stackFile = "Pulumi.dev.yaml";
const shopFile = "namespaces/shop.yaml";
const inStack = (found: string, replacement: string): Change => inFile(stackFile, found, replacement);
const inShop = (found: string, replacement: string): Change => inFile(shopFile, found, replacement);

const shop = `namespace: shop
workloads:
  frontend:
    image: agnhost
    args: [serve-hostname, --port=8080]
    ports: { http: { port: 8080, service: 80 } }
    env: { CART_SERVICE_ADDR: "cartservice:7070" }
  cartservice:
    image: agnhost
    args: [serve-hostname, --port=7070]
    ports: { grpc: 7070 }
  loadgenerator:
    image: agnhost
    args: [pause]
flows:
  - { from: internet, to: frontend, ports: [http], tls: shop }
  - { from: loadgenerator, to: frontend, ports: [http] }
  - { from: frontend, to: cartservice, ports: [grpc] }
never:
  - { from: internet, to: cartservice }
`;

const billing = `namespace: billing
workloads:
  api: { image: agnhost, args: [serve-hostname, --port=8080], ports: { http: 8080 } }
flows:
  - { from: shop/cartservice, to: api, ports: [http] }
`;

/** One version of the sample. */
export interface SampleVersion {
  readonly title: string;
  readonly files: Files;
}

const first: Change = all(
  withFile(shopFile, shop),
  inStack("      release: 1.66.0-1ad6b4a4\n", '      release: 1.66.0-1ad6b4a4\n      version: "1.34"\n'),
  inStack("  basalt:namespaces:\n    shop:\n      workloads:\n        loadgenerator: { replicas: 1 }\n", ""),
);

/** What each version changes in the one before it. Nodes are replaced between the fifth and the sixth only: that is slow. */
const changes: readonly (readonly [title: string, change: Change])[] = [
  [
    "a flow opened and another closed",
    inShop(
      "  - { from: loadgenerator, to: frontend, ports: [http] }\n",
      "  - { from: loadgenerator, to: { cidr: 203.0.113.0/24, name: reports }, ports: [443] }\n",
    ),
  ],
  [
    "another image",
    inStack(
      "agnhost:2.53@sha256:99c6b4bb4a1e1df3f0b3752168c89358794d02258ebebc26bf21c29399011a85",
      `agnhost:2.54@sha256:${"ab".repeat(32)}`,
    ),
  ],
  ["another environment variable", inShop("CART_SERVICE_ADDR: ", "CURRENCY: EUR, CART_SERVICE_ADDR: ")],
  [
    "another namespace, and a flow to it",
    all(
      withFile("namespaces/billing.yaml", billing),
      inShop("never:\n", "  - { from: cartservice, to: billing/api, ports: [http] }\nnever:\n"),
    ),
  ],
  [
    "nodes of a newer release and Kubernetes, on other machines",
    all(
      inStack("1.66.0-1ad6b4a4", "1.67.0-2bd7c5b5"),
      inStack('      version: "1.34"\n', ""),
      inStack("[m7i.large, m6i.large]", "[m7i.xlarge]"),
    ),
  ],
  [
    "room for more nodes, and a newer addon",
    all(
      inStack("size: { min: 1, max: 2 }", "size: { min: 1, max: 3 }"),
      inStack("coredns: v1.13.2-eksbuild.31", "coredns: v1.13.2-eksbuild.32"),
    ),
  ],
  [
    "a workload of another name",
    all(
      inShop("  cartservice:\n", "  basketservice:\n"),
      inShop("cartservice:7070", "basketservice:7070"),
      inShop("{ from: frontend, to: cartservice,", "{ from: frontend, to: basketservice,"),
      inShop("{ from: cartservice, to: billing", "{ from: basketservice, to: billing"),
      inShop("{ from: internet, to: cartservice }", "{ from: internet, to: basketservice }"),
      inFile("namespaces/billing.yaml", "shop/cartservice", "shop/basketservice"),
    ),
  ],
  [
    "an assertion more, another group of nodes and a workload less",
    all(
      inShop("never:\n", "never:\n  - { from: internet, to: billing/api }\n"),
      inStack(
        "  basalt:calico:\n",
        "    - { name: batch, family: bottlerocket, release: 1.67.0-2bd7c5b5, instanceTypes: [m7i.large], size: { min: 1, max: 1 } }\n  basalt:calico:\n",
      ),
      inShop("  loadgenerator:\n    image: agnhost\n    args: [pause]\n", ""),
      inShop("  - { from: loadgenerator, to: { cidr: 203.0.113.0/24, name: reports }, ports: [443] }\n", ""),
    ),
  ],
  [
    "more pods, with a file",
    inShop(
      "  frontend:\n    image: agnhost\n",
      "  frontend:\n    image: agnhost\n    replicas: 3\n    files: { /etc/shop/settings.json: '{}' }\n",
    ),
  ],
];

/** Ten versions of the sample's dev, each with one difference from the one before it. */
export function sampleVersions(): SampleVersion[] {
  const versions: SampleVersion[] = [{ title: "the first", files: first(sampleProject("dev").files) }];
  for (const [title, change] of changes) versions.push({ title, files: change(versions.at(-1)!.files) });
  return versions;
}
