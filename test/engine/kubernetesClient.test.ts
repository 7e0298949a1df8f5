import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { selfSigned } from "./support/kubernetes/certificate.js";
import { connect, type Client } from "./support/kubernetes/client.js";

describe("the engine tests' client of an API server", () => {
  let server: Server;
  let client: Client;
  /** What the server heard, and the port of the connection on which it did. */
  let heard: { readonly method: string; readonly connection: number }[];
  /** Whether the server closes the connection instead of an answer. */
  let closes: (count: number) => boolean;

  beforeEach(async () => {
    heard = [];
    const { certificate, key } = selfSigned();
    server = createServer({ cert: certificate, key }, ({ method = "", socket }, response) => {
      heard.push({ method, connection: socket.remotePort! });
      if (closes(heard.length)) socket.destroy();
      else response.end("{}");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    client = connect({ port: (server.address() as AddressInfo).port, token: "token", certificate });
  });
  afterEach(() => {
    client.close();
    server.close();
  });

  const read = () => client.request("GET", "/api");
  const methods = () => heard.map(({ method }) => method);

  it("reads again where the server has closed the connection that was kept", async () => {
    closes = (count) => count === 2;
    await read();
    assert.deepEqual(await read(), { status: 200, body: {} });
    const [first, second, third] = heard.map(({ connection }) => connection);
    assert.equal(second, first);
    assert.notEqual(third, second);
  });

  it("fails where the server closes a connection that is new", async () => {
    closes = () => true;
    await assert.rejects(read(), { code: "ECONNRESET" });
    assert.deepEqual(methods(), ["GET"]);
  });

  for (const method of ["POST", "PUT", "PATCH", "DELETE"])
    it(`sends a ${method} once, and on no connection that was kept`, async () => {
      closes = (count) => count === 2;
      await read();
      await assert.rejects(client.request(method, "/api", {}), { code: "ECONNRESET" });
      assert.deepEqual(methods(), ["GET", method]);
      const [first, second] = heard.map(({ connection }) => connection);
      assert.notEqual(second, first);
    });
});
