import type { AwsAnswer, AwsCall } from "../../../support/moto/awsFront.js";

/*
 * moto has no DescribeClusterVersions and no DescribeAddonVersions: the front answers these two, in the form of
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_Operations.html, two items a page.
 */

const day = (text: string) => Date.parse(text) / 1000;

const clusterVersions = [
  ["1.34", "2025-10-02", "2026-12-02", "2027-12-02"],
  ["1.35", "2026-01-27", "2027-03-27", "2028-03-27"],
  ["1.36", "2026-06-02", "2027-08-02", "2028-08-02"],
  ["1.37", "2026-11-02", "2028-01-02", "2029-01-02"],
].map(([clusterVersion, released, standard, extended]) => ({
  clusterVersion,
  releaseDate: day(released!),
  endOfStandardSupportDate: day(standard!),
  endOfExtendedSupportDate: day(extended!),
  versionStatus: "STANDARD_SUPPORT",
}));

type Offer = readonly [
  version: string,
  cluster: string,
  isDefault?: boolean,
  architectures?: readonly string[],
];

/** Not in order, as AWS does not promise any. */
const addons: Readonly<Record<string, readonly Offer[]>> = {
  "kube-proxy": [
    ["v1.35.3-eksbuild.29", "1.35", true],
    ["v1.35.3-eksbuild.31", "1.35"],
    ["v1.35.3-eksbuild.4", "1.35"],
    ["v1.36.0-eksbuild.2", "1.36", true],
  ],
  coredns: [
    ["v1.13.2-eksbuild.31", "1.35"],
    ["v1.14.1-eksbuild.3", "1.35", false, ["amd64"]],
    ["v1.14.0-eksbuild.9", "1.35"],
    ["v1.13.2-eksbuild.28", "1.35", true],
    ["v1.15.0-eksbuild.1", "1.36"],
  ],
};

/** Answers the two calls that moto lacks. */
export function eksCalendar({ action, query }: AwsCall): AwsAnswer | undefined {
  if (action === "eks:GET /cluster-versions") return page("clusterVersions", clusterVersions, query);
  if (action !== "eks:GET /addons/supported-versions") return undefined;
  const name = query.get("addonName") ?? "";
  // What fits another version of Kubernetes alone, AWS leaves out; nobody should rely on that.
  const listed = (addons[name] ?? []).map(
    ([addonVersion, clusterVersion, defaultVersion = false, architecture]) => ({
      addonName: name,
      addonVersions: [
        {
          addonVersion,
          architecture: architecture ?? ["amd64", "arm64"],
          compatibilities: [{ clusterVersion, defaultVersion }],
        },
      ],
    }),
  );
  return page("addons", listed, query);
}

function page(key: string, items: readonly object[], query: URLSearchParams): AwsAnswer {
  const start = Number(query.get("nextToken") ?? 0);
  const end = start + 2;
  const nextToken = end < items.length ? String(end) : undefined;
  return { status: 200, body: { [key]: items.slice(start, end), nextToken } };
}
