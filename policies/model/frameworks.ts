import type { FrameworkName } from "./rule.js";

/** The editions that references of rules are to. */
export const frameworkVersions: Readonly<Record<FrameworkName, string>> = {
  "CIS EKS": "1.8.0",
  "NSA/CISA Kubernetes Hardening": "1.2",
  "SOC 2": "2017 (points of focus 2022)",
  "PCI DSS": "4.0.1",
};
