import assert from "node:assert/strict";
import { existingProject, inShop, inStack } from "../support/project.js";
import { recorded, withTools, type Recorded } from "../support/recorded.js";

const skipAwait = { "pulumi.com/skipAwait": "true" };
const labels = (workload: string) => ({ "app.kubernetes.io/name": workload });
const prefix = "service.beta.kubernetes.io/aws-load-balancer";
const balancer = { [`${prefix}-type`]: "nlb" };
const tls = {
  [`${prefix}-ssl-cert`]: "arn:aws:acm:eu-central-1:111122223333:certificate/0f4c1d52",
  [`${prefix}-ssl-ports`]: "443",
  [`${prefix}-ssl-negotiation-policy`]: "ELBSecurityPolicy-TLS13-1-2-2021-06",
};

describe("Workload's Services", () => {
  let run: Recorded;
  before(async () => {
    run = await recorded({ changes: [withTools] });
  });

  it("serve its ports inside the cluster, and are not waited for; none where there are no ports", () => {
    assert.deepEqual(run.inputs("Service", "tools.api"), {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "api", namespace: "tools", labels: labels("api"), annotations: skipAwait },
      spec: {
        type: "ClusterIP",
        selector: labels("api"),
        ports: [
          { name: "http", port: 80, targetPort: "tcp-80", protocol: "TCP" },
          { name: "rpc", port: 9000, targetPort: "tcp-9000", protocol: "TCP" },
          { name: "stats", port: 8125, targetPort: "udp-8125", protocol: "UDP" },
        ],
      },
    });
    assert.deepEqual(
      run.all("Service").filter(({ name }) => /agent|migrate|report/.test(name)),
      [],
    );
  });

  it("that face the Internet are a network load balancer with TLS, to nodes that run a pod, with the client's address", () => {
    assert.deepEqual(publicOf(run, "shop", "web-from-internet"), {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        name: "web-from-internet",
        namespace: "shop",
        labels: labels("web"),
        annotations: { ...balancer, ...tls },
      },
      spec: {
        type: "LoadBalancer",
        loadBalancerSourceRanges: ["0.0.0.0/0"],
        externalTrafficPolicy: "Local",
        selector: labels("web"),
        ports: [{ name: "http", port: 443, targetPort: "tcp-80", protocol: "TCP" }],
      },
    });
  });

  it("that serve without a certificate keep the Service's port, and say nothing of TLS", () => {
    const { metadata, spec } = publicOf(run, "tools", "api-from-internet");
    assert.deepEqual(metadata["annotations"], balancer);
    assert.deepEqual(spec["ports"], [{ name: "http", port: 80, targetPort: "tcp-80", protocol: "TCP" }]);
  });

  it("admit the declared clients only, by an internal load balancer where those are private", async () => {
    const clients = async (cidr: string) => {
      const limited = await recorded({
        changes: [inShop("{ from: internet, to: web,", `{ from: { cidr: ${cidr}, name: office }, to: web,`)],
      });
      const { metadata, spec } = publicOf(limited, "shop", "web-from-office");
      return { annotations: metadata["annotations"], sources: spec["loadBalancerSourceRanges"] };
    };
    assert.deepEqual(await clients("198.51.100.0/24"), {
      annotations: { ...balancer, ...tls },
      sources: ["198.51.100.0/24"],
    });
    assert.deepEqual(await clients("10.99.0.0/16"), {
      annotations: { ...balancer, [`${prefix}-internal`]: "true", ...tls },
      sources: ["10.99.0.0/16"],
    });
  });

  it("are not waited for where no pod will answer", async () => {
    const idle = await recorded({
      changes: [inStack("workloads: {} }", "workloads: { web: { replicas: 0 } } }")],
    });
    assert.deepEqual(publicOf(idle, "shop", "web-from-internet").metadata["annotations"], {
      ...balancer,
      ...tls,
      ...skipAwait,
    });
  });

  it("are node ports on a cluster without load balancers, still with the client's address", async () => {
    const existing = await recorded({ base: existingProject });
    const { metadata, spec } = publicOf(existing, "shop", "web-from-internet");
    assert.equal(metadata["annotations"], undefined);
    assert.deepEqual(spec, {
      type: "NodePort",
      externalTrafficPolicy: "Local",
      selector: labels("web"),
      ports: [{ name: "http", port: 80, targetPort: "tcp-80", protocol: "TCP" }],
    });
  });

  it("exist for no workload without a flow from outside", () => {
    assert.deepEqual(
      run.all("Service").flatMap(({ name }) => (name.includes("-from-") ? name : [])),
      ["shop.web-from-internet", "tools.api-from-internet"],
    );
  });
});

interface PublicService {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly spec: Readonly<Record<string, unknown>>;
}

function publicOf(run: Recorded, namespace: string, name: string): PublicService {
  return run.object("Service", name, namespace).inputs as unknown as PublicService;
}
