import assert from "node:assert/strict";
import type { Policy } from "../../../reachability/model/policy.js";
import { everything } from "../../../reachability/model/selector.js";
import { checkSize, maxRuleParts } from "../../../reachability/read/checkSize.js";
import type { Problems } from "../../../reachability/read/field.js";

function policy(name: string, rules: number): Policy {
  const rule = {
    action: "allow",
    path: [],
    source: [{ path: [] }],
    traffic: [{ path: [] }, { path: [] }],
  } as const;
  return {
    kind: "NetworkPolicy",
    apiVersion: "networking.k8s.io/v1",
    namespace: "shop",
    name,
    origin: { file: `${name}.yaml`, path: [], lineOf: () => 3 },
    tier: "default",
    order: 1000,
    tieBreak: name,
    subject: { namespaces: { kind: "anywhere" }, labels: everything, networkSets: false },
    ingress: Array.from({ length: rules }, () => rule),
  };
}

describe("reachability/read: how much policies may say", () => {
  const problemsOf = (...policies: readonly Policy[]) => {
    const problems: Problems = [];
    checkSize(policies, problems);
    return problems;
  };

  it("accepts as many rules, peers and ports as there is room for", () => {
    assert.deepEqual(problemsOf(policy("web", maxRuleParts / 4 - 1), policy("api", 1)), []);
    assert.deepEqual(problemsOf(), []);
  });

  it("refuses more, at the policy that says most", () => {
    assert.deepEqual(problemsOf(policy("web", 1), policy("api", maxRuleParts / 4), policy("db", 2)), [
      {
        file: "api.yaml",
        line: 3,
        path: "spec",
        found: "1000012 rules, peers and ports in all policies, 1000000 of them in this NetworkPolicy",
        allowed: "at most 1000000; look at fewer namespaces at a time",
      },
    ]);
  });
});
