import assert from "node:assert/strict";
import { nothingDeployed, objectKey, type Deployed } from "../../config/checkSuccession.js";
import { checkSuccessor, loadDeclaration } from "../../config/load.js";
import { DeclarationError } from "../../config/declarationError.js";
import { formatProblem } from "../../problems/problem.js";
import {
  eksProject,
  existingProject,
  inProject,
  inShop,
  stack,
  type Change,
  type Files,
} from "../support/project.js";

const eks = {
  name: "base",
  region: "eu-central-1",
  account: "111122223333",
  version: "1.35",
  vpcCidr: "10.0.0.0/16",
  serviceCidr: "172.20.0.0/16",
  subnets: ["eu-central-1a 10.0.240.0/28", "eu-central-1b 10.0.240.16/28", "eu-central-1c 10.0.240.32/28"],
};
const onEks: Deployed = { ...nothingDeployed, eks, clusterIdentifier: "base", podCidr: "10.244.0.0/16" };

/** What is refused of a project, in words, without the place of the project. */
function refused(deployed: Deployed, files: Files, ...changes: Change[]): string[] {
  const changed = changes.reduce((all, change) => change(all), files);
  return inProject(changed, (directory) => {
    const declaration = loadDeclaration({ directory, stack });
    try {
      checkSuccessor(declaration, deployed, directory);
      return [];
    } catch (error) {
      assert.ok(error instanceof DeclarationError);
      return error.problems.map((problem) => formatProblem(problem).replace(/:\d+ /, " "));
    }
  });
}

const sideBySide = "a new cluster is a new stack: docs/guide.md, A second cluster, side by side";
const inStackFile = (path: string, found: string, allowed: string) =>
  `Pulumi.test.yaml config.basalt:${path}: found ${found}; allowed: ${allowed}`;

describe("what a stack runs", () => {
  it("refuses nothing of a new stack, and nothing of the same declaration", () => {
    assert.deepEqual(refused(nothingDeployed, eksProject), []);
    assert.deepEqual(refused(nothingDeployed, existingProject), []);
    assert.deepEqual(refused(onEks, eksProject), []);
  });

  const replaced: [title: string, deployed: Deployed, expected: string][] = [
    [
      "another name",
      { ...onEks, eks: { ...eks, name: "old" } },
      inStackFile("cluster.name", "base, but this stack runs old", `old; ${sideBySide}`),
    ],
    [
      "another account",
      { ...onEks, eks: { ...eks, account: "999988887777" } },
      inStackFile(
        "cluster.account",
        "111122223333, but this stack runs 999988887777",
        `999988887777; ${sideBySide}`,
      ),
    ],
    [
      "another region",
      { ...onEks, eks: { ...eks, region: "eu-west-1" } },
      inStackFile(
        "cluster.region",
        "eu-central-1, but this stack runs eu-west-1",
        `eu-west-1; ${sideBySide}`,
      ),
    ],
    [
      "another range of the VPC",
      { ...onEks, eks: { ...eks, vpcCidr: "10.9.0.0/16" } },
      inStackFile(
        "network.vpcCidr",
        "10.0.0.0/16, but this stack runs 10.9.0.0/16",
        `10.9.0.0/16; ${sideBySide}`,
      ),
    ],
    [
      "another range of Services",
      { ...onEks, eks: { ...eks, serviceCidr: "172.21.0.0/16" } },
      inStackFile(
        "network.serviceCidr",
        "172.20.0.0/16, but this stack runs 172.21.0.0/16",
        `172.21.0.0/16; ${sideBySide}`,
      ),
    ],
    [
      "other zones, or the same in another order",
      { ...onEks, eks: { ...eks, subnets: [...eks.subnets.slice(0, 2), "eu-central-1d 10.0.240.32/28"] } },
      inStackFile(
        "network.zones",
        "eu-central-1a, eu-central-1b, eu-central-1c, but this stack's subnets were made for others, or in another order",
        `the zones and their order as they were deployed; ${sideBySide}`,
      ),
    ],
    [
      "another range of pods",
      { ...onEks, podCidr: "10.250.0.0/16" },
      inStackFile(
        "calico.podCidr",
        "10.244.0.0/16, but this stack runs 10.250.0.0/16",
        `10.250.0.0/16; ${sideBySide}`,
      ),
    ],
    [
      "a downgrade",
      { ...onEks, eks: { ...eks, version: "1.36" } },
      inStackFile(
        "cluster.version",
        "1.35, but this stack runs 1.36",
        `1.36 or newer, because EKS cannot downgrade a control plane; ${sideBySide}`,
      ),
    ],
    [
      "two versions at once",
      { ...onEks, eks: { ...eks, version: "1.33" } },
      inStackFile(
        "cluster.version",
        "1.35, but this stack runs 1.33",
        "one minor version at a time, because EKS takes no larger step: 1.34 first",
      ),
    ],
    [
      "a cluster that Basalt makes in place of one that existed",
      { ...nothingDeployed, clusterIdentifier: "base" },
      inStackFile("cluster.kind", "eks, but this stack runs existing", `existing; ${sideBySide}`),
    ],
  ];
  for (const [title, deployed, expected] of replaced) {
    it(`refuses ${title}`, () => assert.deepEqual(refused(deployed, eksProject), [expected]));
  }

  it("refuses an existing cluster in place of its own, and another existing one", () => {
    assert.ok(
      refused({ ...onEks, podCidr: undefined }, existingProject).some((problem) =>
        problem.startsWith(
          "Pulumi.test.yaml config.basalt:cluster.kind: found existing, but this stack runs eks;",
        ),
      ),
    );
    assert.equal(refused({ ...nothingDeployed, clusterIdentifier: "found" }, existingProject).length, 1);
  });

  it("takes one version more", () => {
    assert.deepEqual(refused({ ...onEks, eks: { ...eks, version: "1.34" } }, eksProject), []);
  });
});

describe("workloads that a stack runs", () => {
  const running = (...objects: [kind: string, name: string, spec: unknown][]): Deployed => ({
    ...onEks,
    objects: new Map(objects.map(([kind, name, spec]) => [objectKey(kind, "shop", name), { urn: "", spec }])),
  });

  it("keep their kind", () => {
    const [problem] = refused(running(["StatefulSet", "web", {}]), eksProject);
    assert.match(
      problem!,
      /^namespaces\/shop\.yaml workloads\.web\.kind: found Deployment, but web runs as a StatefulSet; allowed: StatefulSet, or a workload of another name next to this one/,
    );
  });

  it("do not change a Service's port at once", () => {
    const service = { ports: [{ port: 79, protocol: "TCP" }] };
    const [problem, ...others] = refused(running(["Service", "web", service]), eksProject);
    assert.deepEqual(others, []);
    assert.match(
      problem!,
      /^namespaces\/shop\.yaml workloads\.web\.ports: found Service port .+ in place of 79, which callers use until they are replaced; allowed: the old ones next to the new ones/,
    );
  });

  it("may lose one, or get one more", () => {
    const port = (number: number) => ({ port: number, protocol: "TCP" });
    assert.deepEqual(refused(running(["Service", "web", { ports: [port(80), port(79)] }]), eksProject), []);
    assert.deepEqual(refused(running(["Service", "cart", { ports: [port(7070)] }]), eksProject), []);
  });

  it("keep the volumes of a StatefulSet", () => {
    const set = inShop(
      "  redis:\n    selector: { app: redis }",
      "  redis:\n    image: app\n    kind: StatefulSet",
    );
    const templates = { volumeClaimTemplates: [{ metadata: { name: "data" } }] };
    const [problem, ...others] = refused(running(["StatefulSet", "redis", templates]), eksProject, set);
    assert.deepEqual(others, []);
    assert.match(
      problem!,
      /^namespaces\/shop\.yaml workloads\.redis\.volumes: found none, but redis runs with data; allowed: the same volumes, because Kubernetes cannot change them/,
    );
    assert.deepEqual(refused(running(["StatefulSet", "redis", {}]), eksProject, set), []);
  });
});
