/** How long AWS supports a Kubernetes version on EKS. */
export interface VersionSupport {
  /** Minor version: 35 of 1.35. */
  readonly minor: number;
  /** Day (UTC) at whose beginning standard support ends and extended support is charged. */
  readonly standardUntil: string;
  /** Day on which extended support ends: AWS then updates the cluster by itself. */
  readonly extendedUntil: string;
}

/**
 * AWS's release calendar, oldest first, as of August 2026. What is older is out of support; what is newer came after
 * this list and is in support.
 * https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html#kubernetes-release-calendar
 * https://endoflife.date/amazon-eks
 */
export const clusterVersions: readonly VersionSupport[] = [
  { minor: 32, standardUntil: "2026-03-23", extendedUntil: "2027-03-23" },
  { minor: 33, standardUntil: "2026-07-29", extendedUntil: "2027-07-29" },
  { minor: 34, standardUntil: "2026-12-02", extendedUntil: "2027-12-02" },
  { minor: 35, standardUntil: "2027-03-27", extendedUntil: "2028-03-27" },
  { minor: 36, standardUntil: "2027-08-02", extendedUntil: "2028-08-02" },
];

/** Minor version of `1.35`; undefined where the text is no version of an EKS cluster. */
export function clusterMinor(version: string | undefined): number | undefined {
  // Two digits: a YAML file's 1.30 without quotes is the number 1.3.
  const match = /^1\.(\d{2})$/.exec(version ?? "");
  return match ? Number(match[1]) : undefined;
}

/** The first minor version that AWS still supports on a day (YYYY-MM-DD). */
export function oldestSupported(day: string, extended: boolean): number {
  const supported = clusterVersions.find(
    ({ standardUntil, extendedUntil }) => day < (extended ? extendedUntil : standardUntil),
  );
  return supported?.minor ?? clusterVersions.at(-1)!.minor + 1;
}
