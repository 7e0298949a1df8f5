/** Something that the plan found and that has to be mended before a deployment. */
export interface Finding {
  /** Kebab-case id of the check. */
  readonly check: string;
  /** The resource, where it is about one. */
  readonly urn?: string;
  /** What was found and what is allowed. */
  readonly message: string;
}
