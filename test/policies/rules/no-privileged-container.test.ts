import assert from "node:assert/strict";
import { judge, secret, unknown } from "../support/judge.js";

describe("no-privileged-container", () => {
  const pod = (securityContext: unknown) => ({
    type: "kubernetes:core/v1:Pod",
    properties: { spec: { containers: [{ securityContext }] } },
  });
  const fix =
    "fix: Set securityContext.privileged to false or leave it out; set allowPrivilegeEscalation to false.";
  const at = "no-privileged-container kubernetes:core/v1:Pod::it: ";
  const place = "spec.containers[0].securityContext";

  const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
    ["accepts a container that cannot gain privileges", { allowPrivilegeEscalation: false }, []],
    [
      "refuses a privileged one",
      { privileged: true, allowPrivilegeEscalation: false },
      [`[mandatory] ${at}${place}.privileged: found true (a boolean); allowed: false, or nothing; ${fix}`],
    ],
    [
      "refuses one that nobody keeps from gaining privileges",
      {},
      [`[mandatory] ${at}${place}.allowPrivilegeEscalation: found nothing; allowed: false; ${fix}`],
    ],
    [
      "does not show a secret",
      { allowPrivilegeEscalation: secret(true) },
      [`[mandatory] ${at}${place}.allowPrivilegeEscalation: found a secret; allowed: false; ${fix}`],
    ],
    [
      "is undecided where only a deployment can tell",
      { privileged: unknown, allowPrivilegeEscalation: false },
      [
        `[advisory] ${at}undecided: ${place}.privileged: only a deployment can tell; required: containers are not privileged and cannot gain privileges`,
      ],
    ],
  ];
  for (const [title, securityContext, expected] of cases)
    it(title, async () => assert.deepEqual(await judge([pod(securityContext)]), expected));

  it("judges init and ephemeral containers, lists and custom resources with a pod template", async () => {
    const bad = { image: "x", securityContext: { privileged: true, allowPrivilegeEscalation: false } };
    const found = await judge([
      { type: "kubernetes:core/v1:PodList", properties: { items: [{ spec: { initContainers: [bad] } }] } },
      {
        type: "kubernetes:batch/v1:CronJob",
        properties: {
          spec: { jobTemplate: { spec: { template: { spec: { ephemeralContainers: [bad] } } } } },
        },
      },
      {
        type: "kubernetes:argoproj.io/v1alpha1:Rollout",
        properties: { spec: { template: { spec: { containers: [bad] } } } },
      },
    ]);
    assert.deepEqual(
      found.map((text) => text.split(": found")[0]),
      [
        "[mandatory] no-privileged-container kubernetes:argoproj.io/v1alpha1:Rollout::it: spec.template.spec.containers[0].securityContext.privileged",
        "[mandatory] no-privileged-container kubernetes:batch/v1:CronJob::it: spec.jobTemplate.spec.template.spec.ephemeralContainers[0].securityContext.privileged",
        "[mandatory] no-privileged-container kubernetes:core/v1:PodList::it: items[0].spec.initContainers[0].securityContext.privileged",
      ],
    );
  });

  it("says nothing of what has no pods", async () =>
    assert.deepEqual(await judge([{ type: "kubernetes:core/v1:Service", properties: {} }]), []));
});
