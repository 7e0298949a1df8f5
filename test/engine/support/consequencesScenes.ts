import {
  eksProject,
  inBilling,
  inFile,
  inShop,
  inStack,
  stack,
  type Change,
  type Files,
} from "../../support/project.js";
import { withReadableSecret } from "./projects.js";

/** What is deployed before each scene. */
export const deployedProject: Files = inFile(
  `policies/environments/${stack}.json`,
  '["registry.example.com"]',
  '["registry.example.com", "quay.io/tigera"]',
)(withReadableSecret(eksProject));

const image =
  "registry.example.com/app:1.0.0@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/** Changes of the deployed project, each previewed by itself. */
export const scenes: Readonly<Record<string, readonly Change[]>> = {
  unchanged: [],
  release: [inStack("release: 1.66.0-1ad6b4a4", "release: 1.67.0-9f8e7d6c")],
  flows: [
    inShop("{ from: web, to: cart, ports: [grpc] }", "{ from: web, to: cart, ports: [grpc, metrics] }"),
    inShop("  - { from: web, to: { cidr: 203.0.113.0/24, name: payments }, ports: [443] }\n", ""),
    inStack(image, image.replace("1.0.0", "1.1.0").replaceAll("a".repeat(64), "b".repeat(64))),
  ],
  "namespace-gone": [
    inShop("  - { from: web, to: billing/api, ports: [http] }\n", ""),
    ({ "namespaces/billing.yaml": _, ...files }) => files,
  ],
  "type-changed": [inStack("instanceTypes: [m7i.large]", "instanceTypes: [m7i.xlarge]")],
  blocked: [inStack("registry.example.com/app:1.0.0", "registry.elsewhere.example/app:1.0.0")],
  mistake: [inBilling("to: api", "to: apis")],
};
