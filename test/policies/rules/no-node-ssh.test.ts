import assert from "node:assert/strict";
import { judge, secret, unknown, type TestResource } from "../support/judge.js";
import {
  approvedImages,
  instance,
  launchConfiguration,
  launchTemplate,
  nodeGroup,
} from "../support/nodes.js";
import { Verdicts } from "../support/verdicts.js";

describe("no-node-ssh", () => {
  const verdicts = new Verdicts(
    "no-node-ssh",
    "nobody can log in to nodes by SSH",
    "Remove the key, remoteAccess, and security group rules that let port 22 in; use Session Manager where a node has to be looked at, and replace the node afterwards.",
  );
  const key = (resource: TestResource, path: string, found: string) =>
    verdicts.refused(resource, path, found, "nothing");
  const component = (type: string, properties: Record<string, unknown>) => ({ type, properties });

  const keys: readonly (readonly [string, TestResource, string, string])[] = [
    ["a launch template's key", launchTemplate({ keyName: "ops" }), "keyName", '"ops"'],
    ["an empty key", launchTemplate({ keyName: "" }), "keyName", "an empty text"],
    ["a secret key", launchTemplate({ keyName: secret("ops") }), "keyName", "a secret"],
    ["an instance's key", instance({ keyName: "ops" }), "keyName", '"ops"'],
    ["a launch configuration's key", launchConfiguration({ keyName: "ops" }), "keyName", '"ops"'],
    [
      "a node group's remote access",
      nodeGroup({ remoteAccess: { ec2SshKey: "ops" } }),
      "remoteAccess",
      'a mapping of "ec2SshKey"',
    ],
    [
      "remote access of a component",
      component("eks:index:ManagedNodeGroup", { remoteAccess: {} }),
      "remoteAccess",
      "a mapping of nothing",
    ],
    ["a component's key", component("eks:index:NodeGroup", { keyName: "ops" }), "keyName", '"ops"'],
    [
      "a component's public key",
      component("eks:index:NodeGroup", { nodePublicKey: "ssh" }),
      "nodePublicKey",
      '"ssh"',
    ],
    ["the other component's key", component("eks:index:NodeGroupV2", { keyName: "ops" }), "keyName", '"ops"'],
    [
      "the other component's public key",
      component("eks:index:NodeGroupV2", { nodePublicKey: "ssh" }),
      "nodePublicKey",
      '"ssh"',
    ],
    [
      "a cluster's public key",
      component("eks:index:Cluster", { nodePublicKey: "ssh" }),
      "nodePublicKey",
      '"ssh"',
    ],
  ];
  for (const [title, resource, path, found] of keys)
    it(`refuses ${title}`, async () =>
      assert.deepEqual(verdicts.among(await judge([resource])), [key(resource, path, found)]));

  it("accepts nodes without keys", async () =>
    assert.deepEqual(
      await judge([launchTemplate(), instance(), launchConfiguration(), nodeGroup()], approvedImages),
      [],
    ));

  it("is undecided where only a deployment can tell the key", async () => {
    const template = launchTemplate({ keyName: unknown });
    assert.deepEqual(await judge([template]), [verdicts.undecided(template, "keyName")]);
  });

  /** Protocol, first port, last port; whether SSH gets in. */
  const rules: readonly (readonly [unknown, unknown, unknown, boolean])[] = [
    ["tcp", 22, 22, true],
    ["TCP", 22, 22, true],
    ["6", 22, 22, true],
    [6, 22, 22, true],
    ["tcp", 20, 22, true],
    ["tcp", 22, 25, true],
    ["tcp", 0, 65535, true],
    ["tcp", null, null, true],
    ["tcp", 23, 65535, false],
    ["tcp", 0, 21, false],
    ["tcp", 443, 443, false],
    ["udp", 22, 22, false],
    ["17", 22, 22, false],
    ["icmp", -1, -1, false],
    ["-1", 0, 0, true],
    [-1, 0, 0, true],
    ["all", null, null, true],
  ];
  const rule = (ipProtocol: unknown, fromPort: unknown, toPort: unknown): TestResource => ({
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    properties: { securityGroupId: "sg-1", cidrIpv4: "10.1.0.0/16", ipProtocol, fromPort, toPort },
  });
  const show = (value: unknown) =>
    value === null ? "nothing" : typeof value === "number" ? `${value} (a number)` : JSON.stringify(value);
  const open = (resource: TestResource, path: string, protocol: unknown, from: unknown, to: unknown) =>
    verdicts.refused(
      resource,
      path,
      `SSH let in (protocol ${show(protocol)}, ports ${show(from)} to ${show(to)})`,
      "ports other than 22; every protocol among members of one group (self) alone",
    );
  for (const [protocol, from, to, refused] of rules)
    it(`${refused ? "refuses" : "accepts"} protocol ${show(protocol)}, ports ${show(from)} to ${show(to)}`, async () => {
      const resource = rule(protocol, from, to);
      assert.deepEqual(
        verdicts.among(await judge([resource])),
        refused ? [open(resource, "", protocol, from, to)] : [],
      );
    });

  const ports = (fromPort: number) => ({
    protocol: "tcp",
    fromPort,
    toPort: fromPort,
    cidrBlocks: ["10.1.0.0/16"],
  });
  const member = (changes: Record<string, unknown> = {}): TestResource => ({
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    properties: { type: "ingress", protocol: "-1", fromPort: 0, toPort: 0, self: true, ...changes },
  });
  it("accepts that the members of one group reach each other by every protocol", async () => {
    assert.deepEqual(await judge([member()]), []);
    assert.deepEqual(await judge([member({ cidrBlocks: [], sourceSecurityGroupId: null })]), []);
  });

  const notAmongMembers: readonly Record<string, unknown>[] = [
    { self: false },
    { self: null },
    { self: unknown },
    { cidrBlocks: ["10.1.0.0/16"] },
    { ipv6CidrBlocks: ["fd00::/64"] },
    { prefixListIds: ["pl-1"] },
    { securityGroups: ["sg-1"] },
    { sourceSecurityGroupId: "sg-1" },
    { sourceSecurityGroupId: unknown },
  ];
  for (const changes of notAmongMembers)
    it(`refuses every protocol with ${JSON.stringify(changes)}`, async () =>
      assert.deepEqual(verdicts.among(await judge([member(changes)])), [open(member(), "", "-1", 0, 0)]));

  it("refuses SSH by name, among members as well", async () => {
    const ssh = { protocol: "tcp", fromPort: 22, toPort: 22 };
    assert.deepEqual(verdicts.among(await judge([member(ssh)])), [open(member(), "", "tcp", 22, 22)]);
  });

  it("judges the rules that a group has in itself", async () => {
    for (const type of [
      "aws:ec2/securityGroup:SecurityGroup",
      "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    ]) {
      const group = { type, properties: { ingress: [ports(443), ports(22)], egress: [ports(22)] } };
      assert.deepEqual(verdicts.among(await judge([group])), [open(group, "ingress[1]", "tcp", 22, 22)]);
    }
  });

  it("judges rules of their own, what goes out excepted", async () => {
    const ownRule = (type: string): TestResource => ({
      type: "aws:ec2/securityGroupRule:SecurityGroupRule",
      properties: { type, ...ports(22) },
    });
    assert.deepEqual(verdicts.among(await judge([ownRule("ingress")])), [
      open(ownRule("ingress"), "", "tcp", 22, 22),
    ]);
    assert.deepEqual(verdicts.among(await judge([ownRule("egress")])), []);
    const goesOut: TestResource = {
      type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      properties: { ipProtocol: "tcp", fromPort: 22, toPort: 22 },
    };
    assert.deepEqual(verdicts.among(await judge([goesOut])), []);
  });

  /** What is unknown of protocol, first and last port; what it is undecided about. */
  const unknowns: readonly (readonly [unknown, unknown, unknown, readonly string[]])[] = [
    [unknown, 22, 22, ["ipProtocol"]],
    [unknown, 443, 443, []],
    [unknown, 0, 21, []],
    [unknown, 0, 0, ["ipProtocol"]],
    ["tcp", unknown, 22, ["fromPort"]],
    ["tcp", unknown, 21, []],
    ["tcp", 22, unknown, ["toPort"]],
    ["tcp", 23, unknown, []],
    ["udp", unknown, unknown, []],
    [unknown, unknown, unknown, ["ipProtocol", "fromPort", "toPort"]],
  ];
  for (const [protocol, from, to, paths] of unknowns)
    it(`is ${paths.length > 0 ? "undecided" : "decided"} where a deployment tells of ${[protocol, from, to].map((value) => (value === unknown ? "?" : show(value))).join(", ")}`, async () => {
      const resource = rule(protocol, from, to);
      const said = verdicts.among(await judge([resource]));
      assert.deepEqual(said, paths.length > 0 ? [verdicts.undecided(resource, ...paths)] : []);
    });

  it("says nothing of other resources", async () =>
    assert.deepEqual(
      verdicts.among(await judge([{ type: "aws:ec2/vpc:Vpc", properties: { keyName: "ops" } }])),
      [],
    ));
});
