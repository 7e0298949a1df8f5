import { inBilling, inShop, inStack, refuses } from "../support/project.js";

const number = inStack('version: "1.35"', "version: 1.30");
const version =
  'Pulumi.test.yaml:8 config.basalt:cluster.version: found 1.30 (a number); allowed: a quoted Kubernetes minor version such as "1.35"';

describe("mistakes in several places", () => {
  refuses([
    {
      title: "are told at once, those of the cluster's type, the nodes' bounds, a workload and a flow",
      changes: [
        number,
        inStack("{ min: 1, max: 2 }", "{ min: 3, max: 2 }"),
        inShop("    env: { LEVEL: info }", "    replicas: one\n    env: { LEVEL: info }"),
        inShop("from: web, to: billing/api", "from: wbe, to: billing/api"),
        inBilling("from: shop/web, to: api", "from: shop/web, to: apy"),
      ],
      problems: [
        version,
        "Pulumi.test.yaml:20 config.basalt:nodes[0].size.min: found 3, more than max; allowed: at most 2",
        'namespaces/billing.yaml:7 flows[0].to: found "apy", but billing has no such workload; allowed: a workload of billing (api)',
        'namespaces/shop.yaml:9 workloads.cart.replicas: found "one"; allowed: a whole number of replicas from 0 to 10000',
        'namespaces/shop.yaml:20 flows[4].from: found "wbe", but shop has no such workload; allowed: a workload of shop (redis, web)',
      ],
    },
    {
      title: "are told at once, a missing stack file's and a namespace's",
      changes: [
        inStack("config:\n", "configuration:\n"),
        inShop("to: cart, ports: [grpc]", "to: cart, ports: [gprc]"),
      ],
      problems: [
        "Pulumi.test.yaml:2 config: found nothing; allowed: a mapping of configuration keys",
        "Pulumi.test.yaml:2 configuration: found an unknown key; allowed: only config, environment, secretsprovider, encryptedkey, encryptionsalt",
        'namespaces/shop.yaml:16 flows[1].ports[0]: found "gprc"; allowed: a port of cart (grpc 7070, metrics 9090); omit "ports" to allow every declared port',
      ],
    },
    {
      title: "do not make what refers to them a mistake as well",
      changes: [number, inShop("    ports: { grpc: 7070, metrics: 9090 }", "    ports: { grpc: 0 }")],
      problems: [
        version,
        "namespaces/shop.yaml:8 workloads.cart.ports.grpc: found 0 (a number); allowed: a port number from 1 to 65535",
      ],
    },
    {
      title: "in one flow keep the others' places",
      changes: [
        inShop("{ from: web, to: cart, ports: [grpc] }", "{ from: web, to: cart, ports: [0] }"),
        inShop("{ from: cart, to: redis }", "{ from: cart, to: radish }"),
      ],
      problems: [
        "namespaces/shop.yaml:16 flows[1].ports[0]: found 0 (a number); allowed: a port number from 1 to 65535",
        'namespaces/shop.yaml:17 flows[2].to: found "radish", but shop has no such workload; allowed: a workload of shop (cart, redis, web)',
      ],
    },
    {
      title: "in a flow do not make the other namespace's side of it disagree",
      changes: [inShop("to: billing/api, ports: [http]", "to: billing/api, ports: [http], tsl: shop")],
      problems: [
        "namespaces/shop.yaml:19 flows[4].tsl: found an unknown key; allowed: only from, to, ports, tls",
      ],
    },
  ]);
});
