import { inShop, refuses, withFile } from "../support/project.js";

const flow = (text: string) => inShop("flows:\n", `flows:\n  - { ${text} }\n`);
const never = (text: string) => inShop("never:\n", `never:\n  - { ${text} }\n`);

describe("an assertion", () => {
  refuses([
    {
      title: "refuses a workload that does not exist",
      changes: [never("from: cache, to: redis")],
      problems: [
        'namespaces/shop.yaml:23 never[0].from: found "cache", but shop has no such workload; allowed: a workload of shop (cart, redis, web)',
      ],
    },
    {
      title: "refuses a namespace that no file declares",
      changes: [never("from: accounts/api, to: redis")],
      problems: [
        'namespaces/shop.yaml:23 never[0].from: found "accounts/api", but no file declares namespace accounts; allowed: a declared namespace (billing, shop)',
      ],
    },
    {
      title: "refuses an exception that does not exist",
      changes: [never('from: "*", to: redis, except: [cart, cache]')],
      problems: [
        'namespaces/shop.yaml:23 never[0].except[1]: found "cache", but shop has no such workload; allowed: a workload of shop (cart, redis, web)',
      ],
    },
    {
      title: "does not take the flow of a misspelt exception for one that breaks it",
      changes: [never('from: "*", to: redis, except: [crat]')],
      problems: [
        'namespaces/shop.yaml:23 never[0].except[0]: found "crat", but shop has no such workload; allowed: a workload of shop (cart, redis, web)',
      ],
    },
    {
      title: "refuses what a flow breaks",
      changes: [never("from: cart, to: redis")],
      problems: [
        "namespaces/shop.yaml:23 never[0]: found an assertion that the flow from shop/cart to shop/redis breaks; allowed: an assertion that the declared flows keep; change one of the two",
      ],
    },
    {
      title: "names every flow that breaks it",
      changes: [never('from: "*", to: cart'), flow("from: internet, to: cart, ports: [grpc]")],
      problems: [
        "namespaces/shop.yaml:24 never[0]: found an assertion that the flow from internet to shop/cart breaks; allowed: an assertion that the declared flows keep; change one of the two",
        "namespaces/shop.yaml:24 never[0]: found an assertion that the flow from shop/web to shop/cart breaks; allowed: an assertion that the declared flows keep; change one of the two",
      ],
    },
    {
      title: "refuses what a flow from the Internet breaks",
      changes: [never("from: internet, to: web")],
      problems: [
        "namespaces/shop.yaml:23 never[0]: found an assertion that the flow from internet to shop/web breaks; allowed: an assertion that the declared flows keep; change one of the two",
      ],
    },
    {
      title: "refuses what a flow to another namespace breaks",
      changes: [never("from: web, to: billing/api")],
      problems: [
        "namespaces/shop.yaml:23 never[0]: found an assertion that the flow from shop/web to billing/api breaks; allowed: an assertion that the declared flows keep; change one of the two",
      ],
    },
    {
      title: "accepts what only an exception does",
      changes: [
        never('from: "*", to: web, except: [billing/api]'),
        inShop("  - { from: internet, to: web, ports: [http], tls: shop }\n", ""),
      ],
      problems: [],
    },
    {
      title: "takes any range outside the cluster for the Internet, as what a flow goes to",
      changes: [never("from: web, to: internet")],
      problems: [
        "namespaces/shop.yaml:23 never[0]: found an assertion that the flow from shop/web to payments breaks; allowed: an assertion that the declared flows keep; change one of the two",
      ],
    },
    {
      title: "takes any range outside the cluster for the Internet, as what a flow comes from",
      changes: [
        never("from: internet, to: cart"),
        flow("from: { cidr: 192.168.7.0/24, name: office }, to: cart, ports: [grpc]"),
      ],
      problems: [
        "namespaces/shop.yaml:24 never[0]: found an assertion that the flow from office to shop/cart breaks; allowed: an assertion that the declared flows keep; change one of the two",
      ],
    },
    {
      title: "takes neither AWS services nor the Kubernetes API for the Internet",
      changes: [never("from: cart, to: internet")],
      problems: [],
    },
    {
      title: "refuses a key nobody knows",
      changes: [never("from: cart, to: redis, unless: [web]")],
      problems: [
        "namespaces/shop.yaml:23 never[0].unless: found an unknown key; allowed: only from, to, except",
      ],
    },
    {
      title: "holds for what another namespace's file opens",
      changes: [
        withFile(
          "namespaces/ops.yaml",
          'namespace: ops\nworkloads: {}\nnever:\n  - { from: "*", to: shop/redis }\n',
        ),
      ],
      problems: [
        "namespaces/ops.yaml:4 never[0]: found an assertion that the flow from shop/cart to shop/redis breaks; allowed: an assertion that the declared flows keep; change one of the two",
      ],
    },
  ]);
});
