import assert from "node:assert/strict";
import { allowedRegistries } from "../../../policies/rules/allowed-registries.js";
import { imageDigest } from "../../../policies/rules/image-digest.js";
import { imagePullPolicy } from "../../../policies/rules/image-pull-policy.js";
import { noLatestTag } from "../../../policies/rules/no-latest-tag.js";
import { judge, secret, unknown, type TestConfiguration } from "../support/judge.js";
import { judgesPods, type Change, type PodCase } from "../support/judgesPods.js";
import {
  container,
  containerPath,
  deployment,
  hash,
  pinnedImage,
  podPath,
  verdictsOf,
} from "../support/workloads.js";

const place = `${containerPath}.image`;
const image = (reference: unknown, change: Change = {}) => ({
  containers: [container({ image: reference, ...change })],
});
const byDigest = "name@sha256:<64 hexadecimal digits>";
const noLatest = "a digest, or a tag other than latest";
const byDefault =
  "images from *.dkr.ecr.*.amazonaws.com, public.ecr.aws/eks, public.ecr.aws/eks-distro, quay.io/calico, quay.io/tigera, registry.k8s.io";

describe("image-digest", () => {
  const refused = (title: string, reference: string): PodCase => [
    title,
    image(reference),
    [[place, JSON.stringify(reference.length > 80 ? `${reference.slice(0, 80)}…` : reference), byDigest]],
  ];
  judgesPods(imageDigest, [
    ["accepts a digest with a tag", image(`registry.k8s.io/web:1@sha256:${hash}`), []],
    refused("refuses a tag", "registry.k8s.io/web:1"),
    refused("refuses a digest that is too short", `registry.k8s.io/w:1@sha256:${hash.slice(1)}`),
    refused("refuses one that is too long", `registry.k8s.io/w:1@sha256:${hash}0`),
    refused("refuses capitals, which runtimes do", `registry.k8s.io/w:1@sha256:${hash.toUpperCase()}`),
    refused("refuses another checksum", `registry.k8s.io/w:1@sha1:${hash.slice(0, 40)}`),
    refused("refuses a digest in front", `registry.k8s.io/w:1@x@sha256:${hash}`),
    ["does not show a secret", image(secret("registry.k8s.io/web:1")), [[place, "a secret", byDigest]]],
    [
      "asks init and ephemeral containers, and images that are mounted",
      {
        initContainers: [container({ image: "registry.k8s.io/a:1", ports: [] })],
        ephemeralContainers: [container({ image: "registry.k8s.io/b:1", ports: [], resources: undefined })],
        volumes: [{ name: "model", image: { reference: "registry.k8s.io/c:1" } }],
      },
      [
        [`${podPath}.ephemeralContainers[0].image`, '"registry.k8s.io/b:1"', byDigest],
        [`${podPath}.initContainers[0].image`, '"registry.k8s.io/a:1"', byDigest],
        [`${podPath}.volumes[0].image.reference`, '"registry.k8s.io/c:1"', byDigest],
      ],
    ],
  ]);

  it("asks where there is no image, as the other rules about images do", async () => {
    const resource = deployment(image(undefined));
    assert.deepEqual(await judge([resource]), [
      verdictsOf(allowedRegistries).refused(resource, place, "nothing", byDefault),
      verdictsOf(imageDigest).refused(resource, place, "nothing", byDigest),
      verdictsOf(noLatestTag).refused(resource, place, "nothing", noLatest),
    ]);
  });

  it("is undecided about an unknown image, as the other rules about images are", async () => {
    const resource = deployment(image(unknown));
    assert.deepEqual(
      await judge([resource]),
      [allowedRegistries, imageDigest, noLatestTag].map((rule) =>
        verdictsOf(rule).undecided(resource, place),
      ),
    );
  });

  it("is undecided about unknown pods, as all rules about pods are", async () => {
    const resource = {
      type: "kubernetes:apps/v1:Deployment",
      properties: { spec: { template: { spec: unknown } } },
    };
    const said = await judge([resource]);
    assert.ok(
      said.includes(
        verdictsOf(imageDigest).undecided(
          resource,
          `${podPath}.initContainers`,
          `${podPath}.containers`,
          `${podPath}.ephemeralContainers`,
          `${podPath}.volumes`,
        ),
      ),
      said.join("\n"),
    );
    assert.deepEqual(
      said.filter((verdict) => !verdict.includes("undecided: ")),
      [],
    );
  });
});

describe("no-latest-tag", () => {
  for (const [title, reference] of [
    ["refuses latest", "registry.k8s.io/web:latest"],
    ["refuses no tag, which means it", "registry.k8s.io/web"],
    ["does not take a port for a tag", "localhost:5000/web"],
    ["refuses what is no image", "registry.k8s.io/web: 1"],
  ] as const)
    it(title, async () => {
      const resource = deployment(image(reference));
      const verdicts = verdictsOf(noLatestTag);
      assert.deepEqual(verdicts.among(await judge([resource])), [
        verdicts.refused(resource, place, JSON.stringify(reference), noLatest),
      ]);
    });

  for (const [title, reference] of [
    ["accepts another tag", "registry.k8s.io/web:Latest"],
    ["accepts a tag that only begins so", "registry.k8s.io/web:latest-1"],
    ["accepts latest beside a digest, which decides", `registry.k8s.io/web:latest@sha256:${hash}`],
  ] as const)
    it(title, async () =>
      assert.deepEqual(verdictsOf(noLatestTag).among(await judge([deployment(image(reference))])), []),
    );

  it("refuses latest beside what is no digest", async () => {
    const resource = deployment(image("registry.k8s.io/web@sha256:0"));
    const verdicts = verdictsOf(noLatestTag);
    assert.deepEqual(verdicts.among(await judge([resource])), [
      verdicts.refused(resource, place, '"registry.k8s.io/web@sha256:0"', noLatest),
    ]);
  });

  it("does not show a secret", async () => {
    const resource = deployment(image(secret("registry.k8s.io/web:latest")));
    const verdicts = verdictsOf(noLatestTag);
    assert.deepEqual(verdicts.among(await judge([resource])), [
      verdicts.refused(resource, place, "a secret", noLatest),
    ]);
  });
});

describe("allowed-registries", () => {
  const pinned = (name: string) => `${name}@sha256:${hash}`;
  const only = (...registries: string[]): TestConfiguration => ({ "allowed-registries": { registries } });
  /** Of all that is said the findings of this rule: a list that is wider than the default is told as well. */
  const judged = async (name: string, registries?: readonly string[]) =>
    verdictsOf(allowedRegistries).among(
      await judge([deployment(image(pinned(name)))], registries ? only(...registries) : {}),
    );
  const accepts: readonly (readonly [name: string, registries?: readonly string[]])[] = [
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web"],
    ["public.ecr.aws/eks/coredns"],
    ["public.ecr.aws/eks-distro/kubernetes/pause"],
    ["quay.io/tigera/operator"],
    ["quay.io/calico/node"],
    ["REGISTRY.K8S.IO/pause"],
    ["nginx", ["docker.io"]],
    ["nginx", ["index.docker.io/library"]],
    ["index.docker.io/library/nginx", ["library/nginx"]],
    ["docker.io/nginx", ["docker.io/library"]],
    ["bitnami/redis", ["bitnami"]],
    ["localhost/web", ["localhost"]],
    ["localhost:5000/web", ["localhost:5000"]],
    ["ghcr.io/a/web/x", ["ghcr.io/*/web"]],
    ["ghcr.io/b/x", ["ghcr.io/a", "ghcr.io/b"]],
  ];
  for (const [name, registries] of accepts)
    it(`accepts ${name}${registries ? ` from ${registries.join(", ")}` : ""}`, async () =>
      assert.deepEqual(await judged(name, registries), []));

  const refuses: readonly (readonly [name: string, registries?: readonly string[]])[] = [
    ["nginx"],
    ["registry.k8s.io.example.com/pause"],
    ["example.registry.k8s.io/pause"],
    ["quay.io/tigera-else/operator"],
    ["public.ecr.aws/x/eks"],
    ["a.b.dkr.ecr.eu-west-1.amazonaws.com/web"],
    [".dkr.ecr.eu-west-1.amazonaws.com/web"],
    ["quay.io/tiger", ["quay.io/tigera"]],
    ["quay.io/tigera", ["quay.io/tigera/operator"]],
    ["quay.io/web", ["quay.io/*/web"]],
    ["localhost/web", ["localhost:5000"]],
    ["docker.io/else/nginx", ["docker.io/library"]],
    ["ghcr.io/a/web", ["docker.io"]],
  ];
  for (const [name, registries] of refuses)
    it(`refuses ${name}${registries ? ` from ${registries.join(", ")}` : ""}`, async () => {
      const reference = pinned(name);
      const shown = JSON.stringify(reference.length > 80 ? `${reference.slice(0, 80)}…` : reference);
      assert.deepEqual(await judged(name, registries), [
        verdictsOf(allowedRegistries).refused(
          deployment(),
          place,
          shown,
          registries ? `images from ${registries.join(", ")}` : byDefault,
        ),
      ]);
    });

  it("does not show a secret", async () => {
    const resource = deployment(image(secret(pinned("nginx"))));
    assert.deepEqual(await judge([resource]), [
      verdictsOf(allowedRegistries).refused(resource, place, "a secret", byDefault),
    ]);
  });

  for (const registries of [[], [""], ["https://quay.io"], ["quay.io/"], ["quay.io/a:1"], ["a b"]])
    it(`takes no ${JSON.stringify(registries)} for registries`, async () =>
      assert.rejects(judge([], only(...registries)), /allowed-registries/));

  it("counts registries of one's own in AWS as no weaker, and others as weaker", () => {
    const weakened = (...registries: string[]) => allowedRegistries.weakenedBy!({ registries });
    assert.deepEqual(
      weakened("123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop", "registry.k8s.io/pause"),
      [],
    );
    assert.deepEqual(weakened("registry.k8s.io", "docker.io"), ["registries"]);
    assert.deepEqual(weakened("quay.io"), ["registries"]);
    assert.deepEqual(weakened("*.k8s.io"), ["registries"]);
  });
});

describe("image-pull-policy", () => {
  const policy = `${containerPath}.imagePullPolicy`;
  const allowed = "IfNotPresent, or Always beside a digest";
  judgesPods(imagePullPolicy, [
    ["accepts IfNotPresent", image(pinnedImage, { imagePullPolicy: "IfNotPresent" }), []],
    ["accepts Always beside a digest", image(pinnedImage, { imagePullPolicy: "Always" }), []],
    ["refuses Never", image(pinnedImage, { imagePullPolicy: "Never" }), [[policy, '"Never"', allowed]]],
    [
      "refuses what is no policy",
      image(pinnedImage, { imagePullPolicy: "Sometimes" }),
      [[policy, '"Sometimes"', allowed]],
    ],
    [
      "does not show a secret",
      image(pinnedImage, { imagePullPolicy: secret("Never") }),
      [[policy, "a secret", allowed]],
    ],
    [
      "is undecided where only a deployment can tell",
      image(pinnedImage, { imagePullPolicy: unknown }),
      [[policy]],
    ],
    [
      "asks images that are mounted",
      { volumes: [{ name: "model", image: { reference: pinnedImage, pullPolicy: "Never" } }] },
      [[`${podPath}.volumes[0].image.pullPolicy`, '"Never"', allowed]],
    ],
  ]);

  const verdicts = verdictsOf(imagePullPolicy);
  const judged = async (change: Change) => verdicts.among(await judge([deployment(change)]));
  it("refuses Always beside a tag", async () =>
    assert.deepEqual(await judged(image("registry.k8s.io/web:1", { imagePullPolicy: "Always" })), [
      verdicts.refused(deployment(), policy, '"Always"', allowed),
    ]));
  it("leaves IfNotPresent beside a tag to the rule about tags", async () =>
    assert.deepEqual(await judged(image("registry.k8s.io/web:1", { imagePullPolicy: "IfNotPresent" })), []));
  it("is undecided about Always beside an unknown image", async () =>
    assert.deepEqual(await judged(image(unknown, { imagePullPolicy: "Always" })), [
      verdicts.undecided(deployment(), place),
    ]));
  it("refuses Never beside an unknown image", async () =>
    assert.deepEqual(await judged(image(unknown, { imagePullPolicy: "Never" })), [
      verdicts.refused(deployment(), policy, '"Never"', allowed),
    ]));
  it("takes what a patch leaves out for what it was", async () => {
    const patch = {
      type: "kubernetes:apps/v1:DeploymentPatch",
      properties: deployment(image(undefined, { imagePullPolicy: "Always" })).properties,
    };
    assert.deepEqual(verdicts.among(await judge([patch])), []);
    const unpatched = deployment(image(undefined, { imagePullPolicy: "Always" }));
    assert.deepEqual(verdicts.among(await judge([unpatched])), [
      verdicts.refused(unpatched, policy, '"Always"', allowed),
    ]);
  });
});
