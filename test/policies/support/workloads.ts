import type { Rule } from "../../../policies/model/rule.js";
import type { TestResource } from "./judge.js";
import { Verdicts } from "./verdicts.js";

type Properties = Readonly<Record<string, unknown>>;

/** 64 hexadecimal digits. */
export const hash = "0123456789abcdef".repeat(4);

/** An image that complies with every rule. */
export const pinnedImage = `registry.k8s.io/web@sha256:${hash}`;

/** Security contexts that comply with every rule. */
export const containerSecurity = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};
export const podSecurity = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };

/** A container that complies with every rule, but for what is changed. */
export function container(change: Properties = {}): Properties {
  return {
    name: "web",
    image: pinnedImage,
    ports: [{ containerPort: 8080 }],
    readinessProbe: { tcpSocket: { port: 8080 } },
    resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "64Mi" } },
    securityContext: containerSecurity,
    ...change,
  };
}

/** The pod of it, but for what is changed. */
export function podSpec(change: Properties = {}): Properties {
  return {
    automountServiceAccountToken: false,
    securityContext: podSecurity,
    containers: [container()],
    ...change,
  };
}

/** A Deployment that complies with every rule, but for what is changed in its pods. */
export function deployment(change: Properties = {}): TestResource {
  return {
    type: "kubernetes:apps/v1:Deployment",
    properties: withoutUndefined({
      metadata: { name: "web", namespace: "shop" },
      spec: {
        selector: { matchLabels: { app: "web" } },
        template: { metadata: { labels: { app: "web" } }, spec: podSpec(change) },
      },
    }),
  };
}

/** As the engine has it: what a change takes away is not there. */
export function withoutUndefined(properties: Properties): Properties {
  return JSON.parse(JSON.stringify(properties)) as Properties;
}

/** Where the pods of {@link deployment} are, and their container. */
export const podPath = "spec.template.spec";
export const containerPath = `${podPath}.containers[0]`;

/** What a rule says, in its own words. */
export function verdictsOf({ name, description, remediationSteps }: Rule): Verdicts {
  return new Verdicts(name, description, remediationSteps);
}
