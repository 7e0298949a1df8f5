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
  /** What STS says: its status, and its body. */
  let caller: readonly [readonly [number], string];
  const ofAccount = (account: string) =>
    `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
  beforeEach(async () => {
    asked.length = 0;
    caller = [[200], ofAccount("111122223333")];
    server = createServer(({ url = "" }, response) => {
      asked.push(url);
      if (url === "/") return void response.writeHead(...caller[0]).end(caller[1]);
      const name = url.split("/").at(-1)!;
      const status = name.endsWith("there") ? 200 : name.includes("busy") ? 503 : 404;
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

  const region = "eu-central-1";
  const cases: readonly [string, string, object, object | string, ...string[]][] = [
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
      { clusterName: "there", nodeGroupName: "g" },
      "none",
      "/clusters/there/node-groups/g",
      "/clusters/there",
    ],
    [
      "of a node group nothing where there is no such cluster",
      "aws:eks/nodeGroup:NodeGroup",
      { clusterName: "c", nodeGroupName: "g" },
      "unknown",
      "/clusters/c/node-groups/g",
      "/clusters/c",
    ],
    [
      "of an add-on nothing where the cluster does not answer",
      "aws:eks/addon:Addon",
      { clusterName: "busy", addonName: "a" },
      "unknown",
      "/clusters/busy/addons/a",
      "/clusters/busy",
    ],
    ["a cluster that does not", "aws:eks/cluster:Cluster", { name: "c" }, "none", "/clusters/c"],
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
  for (const [title, type, inputs, expected, ...paths] of cases)
    it(`is found by its name: ${title}`, async () => {
      assert.deepEqual(await findInAws({ region })(creation(type, inputs)), expected);
      assert.deepEqual(asked, paths);
    });

  const accounts: readonly [string, string, object | string, readonly string[]][] = [
    ["a cluster that exists, in its account", "there", { id: "there" }, ["/", "/clusters/there"]],
    ["a cluster that does not, in its account", "c", "none", ["/", "/clusters/c"]],
  ];
  for (const [title, name, expected, paths] of accounts)
    it(`is found by its name: ${title}`, async () => {
      const find = findInAws({ region, account: "111122223333" });
      assert.deepEqual(await find(creation("aws:eks/cluster:Cluster", { name })), expected);
      assert.deepEqual(asked, paths);
    });
  for (const name of ["there", "c"])
    it(`is unknown in another account, whatever there is: ${name}`, async () => {
      const find = findInAws({ region, account: "444455556666" });
      assert.equal(await find(creation("aws:eks/cluster:Cluster", { name })), "unknown");
      assert.equal(await find(creation("aws:eks/cluster:Cluster", { name })), "unknown");
      assert.deepEqual(asked, ["/"], "which is asked once");
    });
  it("is what it would be where nobody says whose these credentials are", async () => {
    caller = [[503], ""];
    const find = findInAws({ region, account: "111122223333" });
    assert.deepEqual(await find(creation("aws:eks/cluster:Cluster", { name: "c" })), {
      id: "c",
      certain: false,
    });
    assert.deepEqual(asked, ["/"]);
  });

  const unknown: readonly [string, string | undefined, string, object][] = [
    ["has no name of its own", "eu-central-1", "aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }],
    ["lacks the name among its inputs", "eu-central-1", "aws:eks/cluster:Cluster", {}],
    ["is in no region that is known", undefined, "aws:eks/cluster:Cluster", { name: "there" }],
    ["is named like what every object has", "eu-central-1", "constructor", {}],
  ];
  for (const [title, known, type, inputs] of unknown)
    it(`is not looked for where it ${title}`, async () => {
      assert.equal(
        await findInAws(known === undefined ? undefined : { region: known })(creation(type, inputs)),
        "unknown",
      );
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
