import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { surroundings } from "../../../cli/deploy/surroundings.js";

/* AWS's own clients, asked by a server on this machine. */

describe("what AWS tells a preflight", () => {
  let server: Server;
  let answer: { status: number; type: string; body: string };
  const saved = { ...process.env };
  beforeEach(async () => {
    server = createServer((request, response) => {
      request.resume();
      response.writeHead(answer.status, {
        "content-type": answer.type,
        "x-amzn-errortype": errorType(answer.body),
      });
      response.end(answer.body);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_MAX_ATTEMPTS: "1",
    });
  });
  afterEach(async () => {
    for (const name of [
      "AWS_ENDPOINT_URL",
      "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_MAX_ATTEMPTS",
    ]) {
      if (saved[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = saved[name];
    }
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
  const errorType = (body: string) =>
    body.startsWith("{") ? ((JSON.parse(body) as { __type?: string }).__type ?? "") : "";
  const place = surroundings({});

  it("is who is asking", async () => {
    answer = {
      status: 200,
      type: "text/xml",
      body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
        <Arn>arn:aws:sts::111122223333:assumed-role/deployer/x</Arn><UserId>A</UserId><Account>111122223333</Account>
        </GetCallerIdentityResult></GetCallerIdentityResponse>`,
    };
    assert.deepEqual(await place.caller("eu-central-1"), {
      account: "111122223333",
      arn: "arn:aws:sts::111122223333:assumed-role/deployer/x",
    });
  });

  it("is that the credentials have expired", async () => {
    answer = {
      status: 403,
      type: "text/xml",
      body: `<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>expired</Message></Error></ErrorResponse>`,
    };
    await assert.rejects(place.caller("eu-central-1"), {
      name: "LookUpError",
      message: /^sts:GetCallerIdentity: .*expired/,
    });
  });

  const json = (status: number, body: object) => ({
    status,
    type: "application/json",
    body: JSON.stringify(body),
  });
  it("is a cluster's endpoint", async () => {
    answer = json(200, { cluster: { name: "base", endpoint: "https://abc.test" } });
    assert.equal(await place.clusterServer("eu-central-1", "base"), "https://abc.test");
  });
  it("is that there is no such cluster", async () => {
    answer = json(404, { __type: "ResourceNotFoundException", message: "no" });
    assert.equal(await place.clusterServer("eu-central-1", "base"), undefined);
  });
  it("is that a cluster is being created, which is not the same", async () => {
    answer = json(200, { cluster: { name: "base", status: "CREATING" } });
    await assert.rejects(place.clusterServer("eu-central-1", "base"), {
      name: "LookUpError",
      message: /no endpoint yet \(it is CREATING\)/,
    });
  });
  it("is that it may not be asked", async () => {
    answer = json(403, { __type: "AccessDeniedException", message: "no" });
    await assert.rejects(place.clusterServer("eu-central-1", "base"), {
      name: "LookUpError",
      message: /allow eks:DescribeCluster/,
    });
  });
});
