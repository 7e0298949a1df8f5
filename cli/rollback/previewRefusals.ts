import type { ConsequencesReport } from "../consequences/report.js";
import type { Refusal } from "./refusal.js";

/** What a failure of the engine means here, and what to do. */
const known: readonly { readonly says: RegExp; readonly reason: Refusal["reason"]; readonly todo: string }[] =
  [
    {
      says: /hook .* was not registered/i,
      reason: "unregistered-hook",
      todo: "pass --declaration-only: that version's stack file and namespaces, deployed by the present program, which registers it",
    },
    {
      says: /marked for protection|it is protected/i,
      reason: "protected-resource",
      todo: "a protected resource would be replaced or deleted: deploy a commit that keeps it, or, when it may go, `pulumi state unprotect URN` first",
    },
    {
      says: /incorrect passphrase|decrypt/i,
      reason: "undecryptable-secret",
      todo: "the secrets cannot be decrypted with the present key: without --old-secrets they are taken from the present stack file",
    },
    {
      says: /cannot downgrade/i,
      reason: "control-plane-downgrade",
      todo: 'bring that version up beside this cluster: docs/guide.md, "A second cluster, side by side"',
    },
  ];

/** Why a version that was previewed is not deployed; nothing of one whose consequences can be asked about. */
export function previewRefusals({ verdict, failures, policies, network }: ConsequencesReport): Refusal[] {
  if (verdict === "failed")
    return (failures.length > 0 ? failures : ["the engine gave no reason"]).map((failure) =>
      failureRefusal(failure),
    );
  if (verdict !== "blocked") return [];
  const refused = policies.findings
    .filter(({ level, kind }) => level === "mandatory" && kind === "violation")
    .map(({ rule, message }) => `${rule}: ${message}`);
  return [...refused, ...network.broken].map((found) => ({
    reason: "blocked-by-policy",
    found,
    todo: "choose another version, or deploy a commit that mends it; a resource may break a rule for a while by an exception in policies/environments",
  }));
}

/** A failure of the engine as a refusal. */
export function failureRefusal(failure: string): Refusal {
  const meant = known.find(({ says }) => says.test(failure));
  return {
    reason: meant?.reason ?? "preview-failed",
    found: failure,
    todo: meant?.todo ?? "choose another version, or deploy a commit that mends it",
  };
}
