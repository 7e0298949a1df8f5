import assert from "node:assert/strict";
import { deployed } from "../support/deployed.js";
import { recorded, unknown, withTools, type Recorded } from "../support/recorded.js";

const labels = { "app.kubernetes.io/name": "api" };

describe("Workload's configuration", () => {
  let run: Recorded;
  before(async () => {
    run = await recorded({ changes: [withTools] });
  });

  it("keeps configuration in immutable objects without names, so that a change is a new object", () => {
    const anonymous = { namespace: "tools", labels };
    const map = (data: object) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: anonymous,
      immutable: true,
      data,
    });
    assert.deepEqual(run.inputs("ConfigMap", "tools.api.env"), map({ LEVEL: "debug" }));
    assert.deepEqual(
      run.inputs("ConfigMap", "tools.api.files"),
      map({ "file-0": "a: 1\n", "file-1": "none" }),
    );
    assert.deepEqual(run.inputs("Secret", "tools.api.secrets"), {
      apiVersion: "v1",
      kind: "Secret",
      metadata: anonymous,
      immutable: true,
      stringData: "[secret]",
    });
    for (const name of ["tools.api.env", "tools.api.files"])
      run.assertOrder(run.one("ConfigMap", name), run.one("Deployment", "tools.api"));
    run.assertOrder(run.one("Secret", "tools.api.secrets"), run.one("Deployment", "tools.api"));
  });

  it("is read by reference, never by value", () => {
    const [container] = podOf(run).containers;
    assert.equal(container.env, undefined);
    assert.deepEqual(container.envFrom, [
      { configMapRef: { name: unknown } },
      { secretRef: { name: unknown } },
    ]);
  });

  it("makes no object where nothing is configured", () => {
    assert.deepEqual(
      [...run.all("ConfigMap"), ...run.all("Secret")].map(({ name }) => name),
      ["shop.cart.env", "tools.api.env", "tools.api.files", "shop.cart.secrets", "tools.api.secrets"],
    );
  });

  it("takes secrets from the stack, marked as secret on their way to the provider, and only there", async () => {
    const known = await deployed({ changes: [withTools] }, { token: "hunter2" });
    const signature = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    assert.deepEqual(known.inputs("Secret", "tools.api.secrets")["stringData"], {
      ...signature,
      value: { TOKEN: "hunter2" },
    });
    const elsewhere = known.resources.filter(({ type }) => !type.endsWith(":Secret"));
    assert.ok(!JSON.stringify([elsewhere, known.outputs]).includes("hunter2"));
  });

  it("reaches the pods by the objects' own names", async () => {
    const known = await deployed({ changes: [withTools] }, { token: "hunter2" });
    const { containers, volumes } = podOf(known);
    assert.deepEqual(containers[0].envFrom, [
      { configMapRef: { name: "tools.api.env" } },
      { secretRef: { name: "tools.api.secrets" } },
    ]);
    assert.deepEqual(volumes.at(-1), {
      name: "files",
      configMap: { name: "tools.api.files", defaultMode: 0o440 },
    });
  });
});

interface Pod {
  readonly containers: readonly [{ readonly env?: unknown; readonly envFrom: unknown }];
  readonly volumes: readonly unknown[];
}

function podOf(run: Recorded): Pod {
  const { spec } = run.inputs("Deployment", "tools.api") as { spec: { template: { spec: Pod } } };
  return spec.template.spec;
}
