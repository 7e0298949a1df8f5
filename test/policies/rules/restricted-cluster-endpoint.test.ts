import assert from "node:assert/strict";
import { restrictedClusterEndpoint } from "../../../policies/rules/restricted-cluster-endpoint.js";
import { cluster, declared, eksCluster } from "../support/clusters.js";
import { judge, secret, unknown, type TestConfiguration } from "../support/judge.js";
import { judges } from "../support/table.js";
import { Verdicts } from "../support/verdicts.js";

describe("restricted-cluster-endpoint", () => {
  const says = new Verdicts(
    "restricted-cluster-endpoint",
    "an EKS cluster's API endpoint is private, or public for listed address ranges only",
    "Set endpointPublicAccess to false, and endpointPrivateAccess to true; or list in publicAccessCidrs the ranges of who needs it.",
  );
  const narrow = (ipv4 = 16, ipv6 = 48) =>
    `a range of IPv4 addresses of /${ipv4} or narrower, of IPv6 addresses of /${ipv6} or narrower`;
  const wide = (index: number, found: string, allowed = narrow()) =>
    says.refused(cluster(), `vpcConfig.publicAccessCidrs[${index}]`, found, allowed);
  const everyone = says.refused(
    cluster(),
    "vpcConfig.publicAccessCidrs",
    "no range, which means every address",
    "ranges",
  );

  const endpoint = (vpcConfig: Record<string, unknown>) => cluster({ vpcConfig });
  const open = (...publicAccessCidrs: unknown[]) =>
    endpoint({ endpointPublicAccess: true, publicAccessCidrs });
  const configured = (parameters: Record<string, number>): TestConfiguration => ({
    "restricted-cluster-endpoint": parameters,
  });

  judges([
    ["accepts a private endpoint", endpoint({ endpointPublicAccess: false }), []],
    ["accepts false as a text", endpoint({ endpointPublicAccess: "false" }), []],
    [
      "asks for no ranges of a private endpoint",
      endpoint({ endpointPublicAccess: false, publicAccessCidrs: ["0.0.0.0/0"] }),
      [],
    ],
    ["accepts listed ranges", open("203.0.113.0/24", "198.51.0.0/16", "2001:db8:1::/48"), []],
    ["refuses a public endpoint without ranges", endpoint({ endpointPublicAccess: true }), [everyone]],
    ["refuses an empty list", open(), [everyone]],
    ["refuses what says nothing, for it is public", endpoint({}), [everyone]],
    ["refuses what has no network settings at all", cluster({ vpcConfig: undefined }), [everyone]],
    ["refuses every IPv4 address", open("0.0.0.0/0"), [wide(0, '"0.0.0.0/0"')]],
    ["refuses every IPv6 address", open("203.0.113.0/24", "::/0"), [wide(1, '"::/0"')]],
    ["refuses a range that is a bit too wide", open("198.50.0.0/15"), [wide(0, '"198.50.0.0/15"')]],
    ["refuses an IPv6 range that is a bit too wide", open("2001:db8::/47"), [wide(0, '"2001:db8::/47"')]],
    ["refuses what is no range", open("10.1.2.3", 7), [wide(0, '"10.1.2.3"'), wide(1, "7 (a number)")]],
    ["does not show a secret", open(secret("0.0.0.0/0")), [wide(0, "a secret")]],
    [
      "takes other widths from its configuration",
      open("203.0.113.0/23", "2001:db8::/32"),
      [wide(0, '"203.0.113.0/23"', narrow(24, 32))],
      configured({ shortestIpv4Prefix: 24, shortestIpv6Prefix: 32 }),
    ],
    [
      "is undecided about a range that only a deployment can tell",
      open("203.0.113.0/24", unknown),
      [says.undecided(cluster(), "vpcConfig.publicAccessCidrs[1]")],
    ],
    [
      "is undecided about ranges that only a deployment can tell",
      endpoint({ publicAccessCidrs: unknown }),
      [says.undecided(cluster(), "vpcConfig.publicAccessCidrs")],
    ],
    ["refuses a known range beside an unknown one", open("0.0.0.0/0", unknown), [wide(0, '"0.0.0.0/0"')]],
    [
      "is undecided whether wide ranges count",
      endpoint({ endpointPublicAccess: unknown, publicAccessCidrs: ["0.0.0.0/0"] }),
      [says.undecided(cluster(), "vpcConfig.endpointPublicAccess")],
    ],
    [
      "is decided by narrow ranges, public or not",
      endpoint({ endpointPublicAccess: unknown, publicAccessCidrs: ["203.0.113.0/24"] }),
      [],
    ],
  ]);

  it("judges the component of @pulumi/eks", async () =>
    assert.deepEqual(
      await judge([eksCluster({ endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] })], declared),
      [says.refused(eksCluster(), "publicAccessCidrs[0]", '"0.0.0.0/0"', narrow())],
    ));

  it("asks for less with wider ranges only", () => {
    const weakenedBy = (shortestIpv4Prefix: number, shortestIpv6Prefix: number) =>
      restrictedClusterEndpoint.weakenedBy!({ shortestIpv4Prefix, shortestIpv6Prefix });
    assert.deepEqual(weakenedBy(16, 48), []);
    assert.deepEqual(weakenedBy(15, 48), ["shortestIpv4Prefix"]);
    assert.deepEqual(weakenedBy(16, 47), ["shortestIpv6Prefix"]);
  });
});
