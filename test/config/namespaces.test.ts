import { inBilling, inShop, inStack, refuses, withFile, withoutFile } from "../support/project.js";

const accepted = "{ from: shop/web, to: api, ports: [http] }";

describe("a namespace's file", () => {
  refuses([
    {
      title: "refuses another name than the file's",
      changes: [
        withoutFile("namespaces/billing.yaml"),
        withFile("namespaces/bills.yaml", "namespace: invoices\nworkloads: {}\n"),
        inShop("  - { from: web, to: billing/api, ports: [http] }\n", ""),
      ],
      problems: [
        'namespaces/bills.yaml:1 namespace: found "invoices"; allowed: "bills", as the file is called',
      ],
    },
    {
      title: "refuses a namespace that another file declares",
      changes: [withFile("namespaces/copy.yaml", "namespace: shop\nworkloads: {}\n")],
      problems: [
        'namespaces/copy.yaml:1 namespace: found "shop", which namespaces/shop.yaml declares; allowed: each namespace in one file',
      ],
    },
    {
      title: "refuses a namespace of Kubernetes",
      changes: [withFile("namespaces/kube-system.yaml", "namespace: kube-system\nworkloads: {}\n")],
      problems: [
        'namespaces/kube-system.yaml:1 namespace: found "kube-system"; allowed: a namespace that Kubernetes, Calico or EKS does not own',
      ],
    },
    {
      title: "refuses the namespace that every cluster has",
      changes: [withFile("namespaces/default.yaml", "namespace: default\nworkloads: {}\n")],
      problems: [
        'namespaces/default.yaml:1 namespace: found "default", which every cluster has; allowed: another name, or basalt:namespaces.default.existing: true in the stack file',
      ],
    },
    {
      title: "accepts the namespace that every cluster has where the stack says that it exists",
      changes: [
        withFile("namespaces/default.yaml", "namespace: default\nworkloads: {}\n"),
        inStack("    shop: { cidrs", "    default: { existing: true }\n    shop: { cidrs"),
      ],
      problems: [],
    },
    {
      title: "refuses a name that cannot be one",
      changes: [inShop("namespace: shop", "namespace: Shop")],
      problems: [
        'namespaces/shop.yaml:1 namespace: found "Shop"; allowed: lower-case letters, digits and hyphens, starting with a letter, at most 63 characters',
      ],
    },
    {
      title: "refuses an unknown key",
      changes: [inShop("flows:\n", "policies: []\nflows:\n")],
      problems: [
        "namespaces/shop.yaml:14 policies: found an unknown key; allowed: only namespace, podSecurity, quota, workloads, flows, never",
      ],
    },
    {
      title: "refuses a file without workloads",
      changes: [withFile("namespaces/ops.yaml", "namespace: ops\n")],
      problems: [
        "namespaces/ops.yaml:1 workloads: found nothing; allowed: a mapping from names to workloads",
      ],
    },
    {
      title: "refuses an empty file",
      changes: [withFile("namespaces/ops.yaml", "")],
      problems: [
        "namespaces/ops.yaml: found an empty value; allowed: a namespace: a mapping with namespace, podSecurity, quota, workloads, flows, never",
      ],
    },
    {
      title: "refuses a file that it would not read",
      changes: [
        withFile("namespaces/ops.yml", "namespace: ops\nworkloads: {}\n"),
        withFile("namespaces/README.md", ""),
      ],
      problems: [
        "namespaces/README.md: found a file that is not read; allowed: <namespace>.yaml",
        "namespaces/ops.yml: found a file that is not read; allowed: <namespace>.yaml",
      ],
    },
    {
      title: "ignores hidden files of editors",
      changes: [withFile("namespaces/.shop.yaml.swp", "x")],
      problems: [],
    },
    {
      title: "refuses a key that stands twice",
      changes: [inShop("  redis:\n", "  cart: { image: app }\n  redis:\n")],
      problems: [
        'namespaces/shop.yaml:11 workloads.cart: found the key "cart" again, after line 6; allowed: each key of a mapping once',
      ],
    },
    {
      title: "refuses a key that stands twice in an item of a list",
      changes: [inShop("{ from: cart, to: redis }", "{ from: cart, to: redis, from: web }")],
      problems: [
        'namespaces/shop.yaml:17 flows[2].from: found the key "from" again, after line 17; allowed: each key of a mapping once',
      ],
    },
    {
      title: "refuses tabs as indentation, and tells of the first alone",
      changes: [
        inShop(
          "    image: app\n    ports: { http: { port: 8080, service: 80 } }",
          "\timage: app\n\tports: {}",
        ),
      ],
      problems: [
        'namespaces/shop.yaml:4: found text that is not YAML ("Tabs are not allowed as indentation"); allowed: one plain YAML document',
      ],
    },
    {
      title: "refuses the key that no plain object can hold",
      changes: [inShop("    env: { LEVEL: info }", "    env: { LEVEL: info, __proto__: { polluted: yes } }")],
      problems: ['namespaces/shop.yaml:9: found "__proto__" as a key; allowed: another name'],
    },
    {
      title: "refuses a second document",
      changes: [withFile("namespaces/ops.yaml", "namespace: ops\nworkloads: {}\n---\nnamespace: ops\n")],
      problems: ["namespaces/ops.yaml:3: found a second document; allowed: one YAML document a file"],
    },
    {
      title: "refuses aliases",
      changes: [withFile("namespaces/ops.yaml", "namespace: ops\nworkloads: &all {}\nflows: *all\n")],
      problems: ['namespaces/ops.yaml:3: found the alias "all"; allowed: plain values without YAML aliases'],
    },
    {
      title: "refuses what is not YAML",
      changes: [withFile("namespaces/ops.yaml", "namespace: ops\nworkloads: {\n")],
      problems: [
        'namespaces/ops.yaml:3: found text that is not YAML ("Flow map in block collection must be sufficiently indented and end with a }"); allowed: one plain YAML document',
      ],
    },
    {
      title: "refuses privileges without a reason",
      changes: [inShop("workloads:\n", "podSecurity: { level: privileged }\nworkloads:\n")],
      problems: ["namespaces/shop.yaml:2 podSecurity.reason: found nothing; allowed: the reason"],
    },
    {
      title: "refuses a reason that is none",
      changes: [inShop("workloads:\n", "podSecurity: { level: baseline, reason: because }\nworkloads:\n")],
      problems: [
        'namespaces/shop.yaml:2 podSecurity.reason: found "because"; allowed: the reason, in at least ten characters',
      ],
    },
    {
      title: "refuses a level nobody knows",
      changes: [
        inShop("workloads:\n", "podSecurity: { level: open, reason: for the time being }\nworkloads:\n"),
      ],
      problems: [
        'namespaces/shop.yaml:2 podSecurity.level: found "open"; allowed: one of baseline, privileged',
      ],
    },
    {
      title: "refuses a quota without pods",
      changes: [inShop("workloads:\n", 'quota: { pods: 0, cpu: "1", memory: 1Gi }\nworkloads:\n')],
      problems: [
        "namespaces/shop.yaml:2 quota.pods: found 0 (a number); allowed: a whole number of pods from 1 to 100000",
      ],
    },
    {
      title: "reports the mistakes of every file at once, and none that only follows from another",
      changes: [
        inShop("{ app: redis }", "{}"),
        inBilling("{ http: 8080 }", "{ http: 0 }"),
        inStack("      typha:", "      typhoon:"),
      ],
      problems: [
        "Pulumi.test.yaml:42 config.basalt:calico.images.typhoon: found an unknown key; allowed: a mapping from apiserver, cni, csi, key-cert-provisioner, kube-controllers, node, node-driver-registrar, pod2daemon-flexvol, typha, goldmane, whisker, whisker-backend to digests",
        "namespaces/billing.yaml:5 workloads.api.ports.http: found 0 (a number); allowed: a port number from 1 to 65535",
        "namespaces/shop.yaml:12 workloads.redis.selector: found a mapping of nothing; allowed: at least one label; an empty selector would mean every pod",
      ],
    },
    {
      title: "goes on after mistakes that the schema cannot see",
      changes: [
        inStack("    app: registry", "    base: registry"),
        inShop("to: redis }", "to: cache }"),
        withFile("namespaces/ops.yaml", "namespace: opps\nworkloads: {}\n"),
      ],
      problems: [
        'namespaces/billing.yaml:4 workloads.api.image: found "app"; allowed: a name under basalt:images of the stack file (base), or an image with its digest',
        'namespaces/ops.yaml:1 namespace: found "opps"; allowed: "ops", as the file is called',
        'namespaces/shop.yaml:4 workloads.web.image: found "app"; allowed: a name under basalt:images of the stack file (base), or an image with its digest',
        'namespaces/shop.yaml:7 workloads.cart.image: found "app"; allowed: a name under basalt:images of the stack file (base), or an image with its digest',
        'namespaces/shop.yaml:17 flows[2].to: found "cache", but shop has no such workload; allowed: a workload of shop (cart, redis, web)',
      ],
    },
  ]);
});

describe("a flow between namespaces", () => {
  refuses([
    {
      title: "refuses what the receiver does not accept",
      changes: [inBilling(`flows:\n  - ${accepted}\n`, "")],
      problems: [
        "namespaces/shop.yaml:19 flows[4]: found a flow that namespaces/billing.yaml does not accept; allowed: the same flow in both files; there it reads { from: shop/web, to: api, ports: [http] }",
      ],
    },
    {
      title: "refuses what the sender does not open",
      changes: [inShop("  - { from: web, to: billing/api, ports: [http] }\n", "")],
      problems: [
        "namespaces/billing.yaml:7 flows[0]: found a flow that namespaces/shop.yaml does not open; allowed: the same flow in both files; there it reads { from: web, to: billing/api, ports: [http] }",
      ],
    },
    {
      title: "refuses other ports, on both sides",
      changes: [
        inBilling("{ http: 8080 }", "{ http: 8080, admin: 9000 }"),
        inBilling("ports: [http] }", "ports: [admin] }"),
      ],
      problems: [
        "namespaces/billing.yaml:7 flows[0]: found a flow that namespaces/shop.yaml declares on other ports (http 8080); allowed: the same flow in both files; there it reads { from: web, to: billing/api, ports: [admin] }",
        "namespaces/shop.yaml:19 flows[4]: found a flow that namespaces/billing.yaml declares on other ports (admin 9000); allowed: the same flow in both files; there it reads { from: shop/web, to: api, ports: [http] }",
      ],
    },
    {
      title: "refuses a receiver that no file declares",
      changes: [withoutFile("namespaces/billing.yaml")],
      problems: [
        'namespaces/shop.yaml:19 flows[4].to: found "billing/api", but no file declares namespace billing; allowed: a declared namespace (shop)',
      ],
    },
    {
      title: "refuses the acceptance of another sender",
      changes: [inBilling("shop/web", "shop/cart")],
      problems: [
        "namespaces/billing.yaml:7 flows[0]: found a flow that namespaces/shop.yaml does not open; allowed: the same flow in both files; there it reads { from: cart, to: billing/api, ports: [http] }",
        "namespaces/shop.yaml:19 flows[4]: found a flow that namespaces/billing.yaml does not accept; allowed: the same flow in both files; there it reads { from: shop/web, to: api, ports: [http] }",
      ],
    },
    {
      title: "accepts a name on one side and its number on the other",
      changes: [inBilling("[http]", "[8080]")],
      problems: [],
    },
    {
      title: "accepts one side that names the ports and one that leaves all open",
      changes: [inBilling(", ports: [http] }", " }")],
      problems: [],
    },
  ]);
});
