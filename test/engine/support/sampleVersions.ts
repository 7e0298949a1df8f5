import { inFile, withFile, type Change, type Files } from "../../support/project.js";
import { all, sampleProject } from "./projects.js";

const inStack = (found: string, replacement: string): Change => inFile("Pulumi.dev.yaml", found, replacement);
const inShop = (found: string, replacement: string): Change =>
  inFile("namespaces/shop.yaml", found, replacement);

/** One version of the sample. */
export interface SampleVersion {
  readonly title: string;
  readonly files: Files;
}

/** What each version changes in the one before it. */
const changes: readonly (readonly [title: string, change: Change])[] = [
  ["a newer release of the nodes", inStack("1.66.0-1ad6b4a4", "1.67.0-2bd7c5b5")],
  [
    "a flow opened and another closed",
    all(
      inShop(
        "  - { from: cartservice, to: redis-cart",
        "  - { from: frontend, to: emailservice, ports: [grpc] }\n  - { from: cartservice, to: redis-cart",
      ),
      inShop("  - { from: checkoutservice, to: productcatalogservice, ports: [grpc] }\n", ""),
    ),
  ],
  [
    "another image",
    inStack(
      "agnhost:2.53@sha256:99c6b4bb4a1e1df3f0b3752168c89358794d02258ebebc26bf21c29399011a85",
      `agnhost:2.54@sha256:${"ab".repeat(32)}`,
    ),
  ],
  [
    "another environment variable",
    inShop("CURRENCY_SERVICE_ADDR: currencyservice:7000\n      EMAIL", "CURRENCY: EUR\n      EMAIL"),
  ],
  [
    "more nodes, of another type",
    inStack(
      "instanceTypes: [m7i.large, m6i.large]\n      size: { min: 1, max: 2 }",
      "instanceTypes: [m7i.xlarge]\n      size: { min: 1, max: 3 }",
    ),
  ],
  [
    "another namespace, and a flow to it",
    all(
      withFile(
        "namespaces/billing.yaml",
        `namespace: billing
workloads:
  api: { image: agnhost, args: [serve-hostname, --port=8080], ports: { http: 8080 } }
flows:
  - { from: shop/checkoutservice, to: api, ports: [http] }
`,
      ),
      inShop(
        "  - { from: cartservice, to: redis-cart",
        "  - { from: checkoutservice, to: billing/api, ports: [http] }\n  - { from: cartservice, to: redis-cart",
      ),
    ),
  ],
  [
    "a workload of another name",
    all(
      inShop("  emailservice:\n", "  mailservice:\n"),
      inShop("EMAIL_SERVICE_ADDR: emailservice:5000", "EMAIL_SERVICE_ADDR: mailservice:5000"),
      inShop("{ from: checkoutservice, to: emailservice,", "{ from: checkoutservice, to: mailservice,"),
      inShop("{ from: frontend, to: emailservice,", "{ from: frontend, to: mailservice,"),
    ),
  ],
  [
    "an assertion more, another group of nodes and a workload less",
    all(
      inShop("never:\n", "never:\n  - { from: loadgenerator, to: redis-cart }\n"),
      inStack(
        "  basalt:calico:\n",
        "    - { name: batch, family: bottlerocket, release: 1.66.0-1ad6b4a4, instanceTypes: [m7i.large], size: { min: 1, max: 1 } }\n  basalt:calico:\n",
      ),
      inShop("  - { from: checkoutservice, to: paymentservice, ports: [grpc] }\n", ""),
      inShop('  - { from: "*", to: paymentservice, except: [checkoutservice] }\n', ""),
      inShop(
        "  paymentservice:\n    image: agnhost\n    args: [serve-hostname, --port=50051]\n    ports: { grpc: 50051 }\n",
        "",
      ),
    ),
  ],
  [
    "more pods, with a file",
    all(
      inShop(
        "  adservice:\n    image: agnhost\n",
        "  adservice:\n    image: agnhost\n    replicas: 3\n    files: { /etc/ads/settings.json: '{}' }\n",
      ),
      inStack("coredns: v1.13.2-eksbuild.31", "coredns: v1.13.2-eksbuild.32"),
    ),
  ],
];

/** Ten versions of the sample's dev, each with one difference from the one before it. */
export function sampleVersions(): SampleVersion[] {
  const versions: SampleVersion[] = [{ title: "the first", files: sampleProject("dev").files }];
  for (const [title, change] of changes) versions.push({ title, files: change(versions.at(-1)!.files) });
  return versions;
}
