import type { FrameworkReference } from "../model/rule.js";

/* Requirements that several rules about the network serve. */

/** Network policies in every namespace. */
export const policiesEverywhere: FrameworkReference = {
  framework: "CIS EKS",
  reference: "4.3.2",
  specification: "Ensure that all Namespaces have Network Policies defined",
};

/** Network policies that say what they should. */
export const policiesFit: FrameworkReference = {
  framework: "CIS EKS",
  reference: "5.4.4",
  specification: "Ensure Network Policy is Enabled and set as appropriate",
};

/** Default-deny and explicit policies. */
export const separation: FrameworkReference = {
  framework: "NSA/CISA Kubernetes Hardening",
  reference: "Network separation and hardening: network policies",
  specification: "A default policy denies all ingress and egress, and further ones allow what is needed",
};

/** What may come in. */
export const restrictedInbound: FrameworkReference = {
  framework: "PCI DSS",
  reference: "1.3.1",
  specification: "Inbound traffic is restricted to what is necessary, and all other traffic is denied",
};

/** What may go out. */
export const restrictedOutbound: FrameworkReference = {
  framework: "PCI DSS",
  reference: "1.3.2",
  specification: "Outbound traffic is restricted to what is necessary, and all other traffic is denied",
};

/** What comes in from those whom nobody trusts. */
export const restrictedUntrusted: FrameworkReference = {
  framework: "PCI DSS",
  reference: "1.4.2",
  specification: "Inbound traffic from untrusted to trusted networks is restricted",
};

/** Nodes that the Internet does not reach. */
export const privateNodes: FrameworkReference = {
  framework: "CIS EKS",
  reference: "5.4.3",
  specification: "Ensure clusters are created with Private Nodes",
};

/** The boundary of the system. */
export const boundary: FrameworkReference = {
  framework: "SOC 2",
  reference: "CC6.6",
  specification: "Logical access from outside the system's boundaries is restricted",
};
