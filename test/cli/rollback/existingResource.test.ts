import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { findInAws, objectId } from "../../../cli/rollback/existingResource.js";

const variables = {
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_MAX_ATTEMPTS: "1",
} as const;

const creation = (type: string, inputs: object) => ({
  operation: "creating",
  urn: "urn:x",
  type,
  inputs: inputs as Record<string, unknown>,
  replaces: false,
});

describe("what a killed update was creating", () => {
  let server: Server;
  const before = process.env;
  const asked: string[] = [];
  beforeEach(async () => {
    asked.length = 0;
    server = createServer(({ url = "" }, response) => {
      asked.push(url);
      const status = url.includes("there") ? 200 : url.includes("busy") ? 503 : 404;
      response
        .writeHead(status, {
          "x-amzn-errortype": status === 404 ? "ResourceNotFoundException" : "ServerException",
        })
        .end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    process.env = { ...before, ...variables, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` };
  });
  afterEach(async () => {
    process.env = before;
    await new Promise((resolve) => server.close(resolve));
  });

  const cases: readonly [string, string, object, object | string, string][] = [
    [
      "a node group that exists",
      "aws:eks/nodeGroup:NodeGroup",
      { clusterName: "c", nodeGroupName: "there" },
      { id: "c:there" },
      "/clusters/c/node-groups/there",
    ],
    [
      "a node group that does not",
      "aws:eks/nodeGroup:NodeGroup",
      { clusterName: "c", nodeGroupName: "g" },
      "none",
      "/clusters/c/node-groups/g",
    ],
    ["a cluster", "aws:eks/cluster:Cluster", { name: "there" }, { id: "there" }, "/clusters/there"],
    [
      "an add-on",
      "aws:eks/addon:Addon",
      { clusterName: "c", addonName: "there" },
      { id: "c:there" },
      "/clusters/c/addons/there",
    ],
    [
      "an access entry",
      "aws:eks/accessEntry:AccessEntry",
      { clusterName: "c", principalArn: "arn:there" },
      { id: "c:arn:there" },
      "/clusters/c/access-entries/arn%3Athere",
    ],
    [
      "what it would be, while AWS is busy",
      "aws:eks/cluster:Cluster",
      { name: "busy" },
      { id: "busy", certain: false },
      "/clusters/busy",
    ],
  ];
  for (const [title, type, inputs, expected, path] of cases)
    it(`is found by its name: ${title}`, async () => {
      assert.deepEqual(await findInAws("eu-central-1")(creation(type, inputs)), expected);
      assert.deepEqual(asked, [path]);
    });

  const unknown: readonly [string, string | undefined, string, object][] = [
    ["has no name of its own", "eu-central-1", "aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }],
    ["lacks the name among its inputs", "eu-central-1", "aws:eks/cluster:Cluster", {}],
    ["is in no region that is known", undefined, "aws:eks/cluster:Cluster", { name: "there" }],
    ["is named like what every object has", "eu-central-1", "constructor", {}],
  ];
  for (const [title, region, type, inputs] of unknown)
    it(`is not looked for where it ${title}`, async () => {
      assert.equal(await findInAws(region)(creation(type, inputs)), "unknown");
      assert.deepEqual(asked, []);
    });

  const objects: readonly [string, string, object, string | undefined][] = [
    [
      "by namespace and name",
      "kubernetes:core/v1:Secret",
      { metadata: { namespace: "shop", name: "a" } },
      "shop/a",
    ],
    [
      "by its name where it has no namespace",
      "kubernetes:core/v1:Namespace",
      { metadata: { name: "a" } },
      "a",
    ],
    ["by nothing where it has no name yet", "kubernetes:core/v1:Secret", { metadata: {} }, undefined],
    [
      "by nothing where it is none of Kubernetes",
      "aws:eks/cluster:Cluster",
      { metadata: { name: "a" } },
      undefined,
    ],
  ];
  for (const [title, type, inputs, id] of objects)
    it(`is called as a Kubernetes object ${title}`, () => {
      assert.equal(objectId(creation(type, inputs)), id);
    });
});
