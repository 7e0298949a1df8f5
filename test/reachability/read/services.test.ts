import assert from "node:assert/strict";
import type { Service } from "../../../reachability/model/cluster.js";
import { parseAddress, parseCidr } from "../../../reachability/sets/addresses.js";
import { clusterOf, problemsOf, type Written } from "./reading.js";

function service(spec: unknown, more: Written = {}): Written {
  const { metadata = {}, ...rest } = more as { readonly metadata?: Written };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "shop", ...metadata },
    spec,
    ...rest,
  };
}

function serviceOf(...values: readonly unknown[]): Service {
  return clusterOf(values).services[0]!;
}

function slice(more: Written = {}, labels: Written = { "kubernetes.io/service-name": "web" }): Written {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "web-1", namespace: "shop", labels },
    addressType: "IPv4",
    endpoints: [{ addresses: ["10.1.2.3"] }],
    ports: [{ port: 8080, name: "http" }],
    ...more,
  };
}

const one = { ports: [{ port: 80 }] };
const range = (text: string) => parseAddress(text)!;

describe("reachability/read: Services, their endpoints and Ingresses", () => {
  it("has defaults: ClusterIP, TCP, the pod's port the same", () => {
    const { origin, ...rest } = serviceOf(service({ selector: { app: "web" }, ...one }));
    assert.deepEqual(
      { ...rest, selector: { ...rest.selector } },
      {
        namespace: "shop",
        name: "web",
        type: "ClusterIP",
        headless: false,
        selector: { app: "web" },
        ports: [{ name: undefined, protocol: "TCP", port: 80, target: 80, nodePort: undefined }],
        endpoints: [],
        sources: undefined,
        externalAddresses: [],
      },
    );
    assert.equal(origin.file, "shop.yaml");
  });

  const targets: readonly (readonly [unknown, number | string])[] = [
    [8080, 8080],
    ["http", "http"],
    [0, 80],
    ["", 80],
    [null, 80],
  ];
  for (const [targetPort, target] of targets)
    it(`reaches the pod's port ${target} by ${JSON.stringify(targetPort)}`, () => {
      assert.equal(serviceOf(service({ ports: [{ port: 80, targetPort }] })).ports[0]!.target, target);
    });

  it("has several ports, each by its name", () => {
    const ports = [
      { name: "dns", port: 53, protocol: "UDP" },
      { name: "dns-tcp", port: 53, nodePort: 30053 },
    ];
    assert.deepEqual(serviceOf(service({ type: "NodePort", ports })).ports, [
      { name: "dns", protocol: "UDP", port: 53, target: 53, nodePort: undefined },
      { name: "dns-tcp", protocol: "TCP", port: 53, target: 53, nodePort: 30053 },
    ]);
  });

  const selectors: readonly (readonly [string, Written])[] = [
    ["no selector", {}],
    ["an empty one", { selector: {} }],
    ["null", { selector: null }],
    [
      "one that ExternalName ignores",
      { selector: { app: "web" }, type: "ExternalName", externalName: "example.com" },
    ],
  ];
  for (const [title, spec] of selectors)
    it(`selects nothing by ${title}`, () => {
      assert.equal(serviceOf(service({ ...one, ...spec })).selector, undefined);
    });

  for (const spec of [{ clusterIP: "None" }, { clusterIPs: ["None"] }])
    it(`is headless by ${JSON.stringify(spec)}, and needs no ports`, () => {
      assert.equal(serviceOf(service(spec)).headless, true);
    });

  it("is not headless by an address", () => {
    assert.equal(
      serviceOf(service({ ...one, clusterIP: "10.96.0.1", clusterIPs: ["10.96.0.1"] })).headless,
      false,
    );
  });

  const sources: readonly (readonly [string, Written, Written, readonly string[] | undefined])[] = [
    ["everywhere", { type: "LoadBalancer" }, {}, undefined],
    [
      "its ranges, blanks cut",
      { type: "LoadBalancer", loadBalancerSourceRanges: [" 10.0.0.0/8 "] },
      {},
      ["10.0.0.0/8"],
    ],
    [
      "the annotation's ranges",
      { type: "LoadBalancer" },
      { ranges: "10.0.0.0/8, 2001:db8::/32" },
      ["10.0.0.0/8", "2001:db8::/32"],
    ],
    [
      "its ranges before the annotation's",
      { type: "LoadBalancer", loadBalancerSourceRanges: ["10.0.0.0/8"] },
      { ranges: "11.0.0.0/8" },
      ["10.0.0.0/8"],
    ],
    ["everywhere by an empty annotation", { type: "LoadBalancer" }, { ranges: " " }, undefined],
    ["everywhere without a load balancer", { type: "NodePort" }, { ranges: "10.0.0.0/8" }, undefined],
  ];
  for (const [title, spec, { ranges }, expected] of sources)
    it(`admits clients from ${title}`, () => {
      const annotations = { "service.beta.kubernetes.io/load-balancer-source-ranges": ranges };
      assert.deepEqual(
        serviceOf(
          service(
            { ...one, ...spec },
            { metadata: { annotations: ranges === undefined ? {} : annotations } },
          ),
        ).sources,
        expected?.map((text) => parseCidr(text)!),
      );
    });

  it("knows its addresses from outside", () => {
    const status = { loadBalancer: { ingress: [{ ip: "203.0.113.2" }, { hostname: "example.com" }] } };
    assert.deepEqual(
      serviceOf(service({ ...one, externalIPs: ["203.0.113.1"] }, { status })).externalAddresses,
      [range("203.0.113.1"), range("203.0.113.2")],
    );
  });

  const refused: readonly (readonly [string, unknown, readonly string[]])[] = [
    ["no spec", undefined, ["spec: nothing; a mapping with the ports"]],
    ["no ports", {}, ["spec.ports: nothing; at least one port"]],
    [
      "an unknown type",
      { ...one, type: "Internal" },
      ['spec.type: "Internal"; ClusterIP, NodePort, LoadBalancer, ExternalName'],
    ],
    [
      "a port without a number",
      { ports: [{ name: "a" }] },
      ["spec.ports[0].port: nothing; a port from 1 to 65535"],
    ],
    [
      "a port's number in quotes",
      { ports: [{ port: "80" }] },
      ['spec.ports[0].port: "80"; a port from 1 to 65535'],
    ],
    [
      "a target's number in quotes",
      { ports: [{ port: 80, targetPort: "80" }] },
      ['spec.ports[0].targetPort: "80"; a port from 1 to 65535 without quotes, or the name of a port'],
    ],
    [
      "target 70000",
      { ports: [{ port: 80, targetPort: 70000 }] },
      ["spec.ports[0].targetPort: 70000 (a number); a port from 1 to 65535, or the name of a port"],
    ],
    [
      "a port twice",
      {
        ports: [
          { port: 80, name: "a" },
          { port: 80, name: "b" },
        ],
      },
      ["spec.ports[1].port: 80 (a number); each port of a protocol once"],
    ],
    [
      "an unknown protocol",
      { ports: [{ port: 80, protocol: "HTTP" }] },
      ['spec.ports[0].protocol: "HTTP"; TCP, UDP, SCTP'],
    ],
    [
      "a selector with expressions",
      { ...one, selector: { matchLabels: { app: "web" } } },
      ['spec.selector.matchLabels: a mapping of "app"; a text; quote it'],
    ],
    [
      "a selector's value that cannot be",
      { ...one, selector: { app: "a b" } },
      [
        'spec.selector.app: "a b"; at most 63 letters, digits, "-", "_" and "." with a letter or digit at both ends, or an empty text',
      ],
    ],
    [
      "a source that is no range",
      { ...one, type: "LoadBalancer", loadBalancerSourceRanges: ["10.0.0.1"] },
      [
        'spec.loadBalancerSourceRanges[0]: "10.0.0.1"; a CIDR, such as 10.9.8.0/24 or 2001:db8::/64, not an IPv4-mapped one',
      ],
    ],
    [
      "a source of null",
      { ...one, type: "LoadBalancer", loadBalancerSourceRanges: [null] },
      [
        "spec.loadBalancerSourceRanges[0]: nothing; a CIDR, such as 10.9.8.0/24 or 2001:db8::/64, not an IPv4-mapped one",
      ],
    ],
    [
      "an address with a length",
      { ...one, externalIPs: ["10.0.0.1/32"] },
      [
        'spec.externalIPs[0]: "10.0.0.1/32"; an IP address, such as 10.9.8.7 or 2001:db8::ffff, not an IPv4-mapped one',
      ],
    ],
  ];
  for (const [title, spec, problems] of refused)
    it(`refuses ${title}, and says what to write`, () => {
      assert.deepEqual(problemsOf([service(spec)]), problems);
    });

  for (const [title, ports] of [
    ["unnamed", [{ port: 80, name: "a" }, { port: 81 }]],
    [
      "of one name",
      [
        { port: 80, name: "a" },
        { port: 81, name: "a" },
      ],
    ],
  ] as const)
    it(`notes several ports that are ${title}, which no server takes`, () => {
      const { notes, services } = clusterOf([service({ ports })]);
      assert.deepEqual(
        notes.map(({ id }) => id),
        ["would-be-refused"],
      );
      assert.deepEqual(
        services[0]?.ports.map(({ port }) => port),
        [80, 81],
      );
    });

  describe("endpoints", () => {
    const http = { name: "http", protocol: "TCP", port: 8080 };
    it("are what slices say of a Service without selector, ready or not", () => {
      const more = slice({
        addressType: "IPv6",
        endpoints: [{ addresses: ["2001:db8::1"], conditions: { ready: false } }],
        ports: [{}],
      });
      assert.deepEqual(
        serviceOf(service(one), slice(), {
          ...more,
          metadata: { ...(more["metadata"] as Written), name: "web-2" },
        }).endpoints,
        [
          { addresses: [range("10.1.2.3")], ports: [http] },
          {
            addresses: [range("2001:db8::1")],
            ports: [{ name: undefined, protocol: "TCP", port: undefined }],
          },
        ],
      );
    });

    it("are what somebody writes beside a selector, and not what the controller makes of it", () => {
      const selecting = service({ ...one, selector: { app: "web" } });
      const label = {
        "kubernetes.io/service-name": "web",
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
      };
      assert.equal(serviceOf(selecting, slice()).endpoints.length, 1);
      assert.equal(serviceOf(selecting, slice({}, label)).endpoints.length, 0);
      assert.equal(serviceOf(service(one), slice({}, label)).endpoints.length, 1);
    });

    it("are nobody's without the Service's label, or in another namespace", () => {
      assert.deepEqual(serviceOf(service(one), slice({}, {})).endpoints, []);
      const elsewhere = service(one, { metadata: { namespace: "other" } });
      assert.deepEqual(serviceOf(elsewhere, slice()).endpoints, []);
    });

    it("are also what an Endpoints object says", () => {
      const endpoints = {
        apiVersion: "v1",
        kind: "Endpoints",
        metadata: { name: "web", namespace: "shop" },
        subsets: [
          {
            addresses: [{ ip: "10.1.2.3" }],
            notReadyAddresses: [{ ip: "10.1.2.5" }],
            ports: [{ port: 8080, name: "http" }],
          },
        ],
      };
      assert.deepEqual(serviceOf(service(one), endpoints).endpoints, [
        { addresses: [range("10.1.2.3"), range("10.1.2.5")], ports: [http] },
      ]);
      // The controller writes over it.
      assert.deepEqual(serviceOf(service({ ...one, selector: { app: "web" } }), endpoints).endpoints, []);
    });

    it("are not the names that a slice lists", () => {
      const names = slice({ addressType: "FQDN", endpoints: [{ addresses: ["example.com"] }] });
      assert.deepEqual(serviceOf(service(one), names).endpoints, []);
    });

    for (const [title, more, problems] of [
      ["no address type", { addressType: undefined }, ["addressType: nothing; IPv4, IPv6, FQDN"]],
      [
        "an address that is none",
        { endpoints: [{ addresses: ["example.com"] }] },
        [
          'endpoints[0].addresses[0]: "example.com"; an IP address, such as 10.9.8.7 or 2001:db8::ffff, not an IPv4-mapped one',
        ],
      ],
      [
        "an address of null",
        { endpoints: [{ addresses: [null] }] },
        ["endpoints[0].addresses[0]: nothing; an IP address"],
      ],
      [
        "an IPv4-mapped address",
        { endpoints: [{ addresses: ["::ffff:10.0.0.1"] }] },
        [
          'endpoints[0].addresses[0]: "::ffff:10.0.0.1"; an IP address, such as 10.9.8.7 or 2001:db8::ffff, not an IPv4-mapped one',
        ],
      ],
      ["port 0", { ports: [{ port: 0 }] }, ["ports[0].port: 0 (a number); a port from 1 to 65535"]],
    ] as const)
      it(`refuse ${title}, and say what to write`, () => {
        assert.deepEqual(problemsOf([slice(more)]), problems);
      });
  });

  describe("Ingresses", () => {
    const ingress = (spec: unknown): Written => ({
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "front", namespace: "shop" },
      spec,
    });
    const backend = (port: unknown, name: unknown = "web") => ({ service: { name, port } });

    it("lead to the Service of each backend", () => {
      const spec = {
        defaultBackend: backend({ number: 80 }),
        rules: [
          { host: "a" },
          { host: "b", http: { paths: [{ path: "/", backend: backend({ name: "http" }, "api") }] } },
          { http: { paths: [{ backend: { resource: { kind: "Bucket", name: "a" } } }] } },
        ],
      };
      assert.deepEqual(
        clusterOf([ingress(spec)]).entryPoints.map(({ origin: _, ...entryPoint }) => entryPoint),
        [
          { namespace: "shop", name: "front", service: "web", port: 80, path: ["spec", "defaultBackend"] },
          {
            namespace: "shop",
            name: "front",
            service: "api",
            port: "http",
            path: ["spec", "rules", 1, "http", "paths", 0, "backend"],
          },
        ],
      );
    });

    it("need no default backend, and no rules", () => {
      const rules = [{ http: { paths: [{ backend: backend({ number: 80 }) }] } }];
      assert.equal(clusterOf([ingress({ rules })]).entryPoints.length, 1);
      assert.equal(clusterOf([ingress({})]).entryPoints.length, 0);
    });

    for (const [title, value, problem] of [
      ["without a Service", {}, "spec.defaultBackend.service: nothing; the name and the port of a Service"],
      [
        "without a port",
        backend(undefined),
        "spec.defaultBackend.service.port: nothing; a port's number or name",
      ],
      [
        "with an empty port",
        backend({ name: "" }),
        `spec.defaultBackend.service.port: a mapping of "name"; a port's number or name`,
      ],
      [
        "with a port by number and name",
        backend({ number: 80, name: "http" }),
        `spec.defaultBackend.service.port: a mapping of "number", "name"; a port's number or name, not both`,
      ],
      [
        "with port 0",
        backend({ number: 0 }),
        "spec.defaultBackend.service.port.number: 0 (a number); a port from 1 to 65535",
      ],
      [
        "as before v1",
        { serviceName: "web", servicePort: 80 },
        "spec.defaultBackend.service: nothing; the name and the port of a Service",
      ],
    ] as const)
      it(`are refused a backend ${title}, and say what to write`, () => {
        assert.deepEqual(problemsOf([ingress({ defaultBackend: value })]), [problem]);
      });
  });
});
