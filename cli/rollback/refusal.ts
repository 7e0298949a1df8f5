/** Why there is no rollback, and what to do instead. */
export interface Refusal {
  readonly reason: RefusalReason;
  readonly found: string;
  readonly todo: string;
}

/** The reasons, for whoever reads the JSON. */
export type RefusalReason =
  | "failed-version"
  | "no-commit"
  | "dirty-commit"
  | "missing-commit"
  | "other-project"
  | "other-backend"
  | "no-such-stack"
  | "changed-values"
  | "missing-secret"
  | "control-plane-downgrade"
  | "image-gone"
  | "newer-engine"
  | "newer-provider"
  | "unregistered-hook"
  | "protected-resource"
  | "update-in-progress"
  | "interrupted-update"
  | "undecryptable-secret"
  | "preview-failed"
  | "blocked-by-policy"
  | "differs-from-reviewed";
