import assert from "node:assert/strict";
import { ebs, volumesDeleted } from "../../lifecycle/volumes.js";
import { startCluster, type Cluster } from "./support/cluster.js";

describe("volumes", function () {
  this.timeout(30_000);
  let cluster: Cluster;
  let lines: string[];
  const wait = () => volumesDeleted(cluster.place, (line) => void lines.push(line));
  const post = async (path: string, object: object) => {
    const { status, body } = await cluster.kubernetes.request("POST", path, object);
    assert.equal(status, 201, JSON.stringify(body));
    return body as { metadata: { uid: string } };
  };
  const volumes = "/api/v1/persistentvolumes";
  const claims = "/api/v1/namespaces/shop/persistentvolumeclaims";
  const addVolume = (name: string, spec: object, uid = "gone") =>
    post(volumes, {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name },
      spec: {
        csi: { driver: ebs.driver, volumeHandle: name },
        persistentVolumeReclaimPolicy: "Delete",
        claimRef: { uid },
        ...spec,
      },
    });
  beforeEach(async () => {
    lines = [];
    cluster = await startCluster();
  });
  afterEach(() => cluster.stop());

  it("are waited for until the driver has deleted those whose claims are gone", async () => {
    await addVolume("data-1", {});
    await addVolume("data-2", {});
    const waiting = volumesDeleted(cluster.place, (line) => {
      lines.push(line);
      for (const name of ["data-1", "data-2"])
        void cluster.kubernetes.request("DELETE", `${volumes}/${name}`);
    });
    await waiting;
    assert.deepEqual(lines, ["waiting for 2 volumes to be deleted"]);
  });

  it("are not waited for where they are kept, claimed, or another driver's", async () => {
    const claim = await post(claims, {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "data", namespace: "shop" },
      spec: {},
    });
    await addVolume("kept", { persistentVolumeReclaimPolicy: "Retain" });
    await addVolume("claimed", {}, claim.metadata.uid);
    await addVolume("foreign", { csi: { driver: "efs.csi.aws.com", volumeHandle: "fs" } });
    await wait();
    assert.deepEqual(lines, []);
  });

  it("cannot be seen without the API server: it says so, and does not fail", async () => {
    await cluster.kubernetes.pause();
    await wait();
    assert.match(lines.join("\n"), /^cannot see whether volumes are left \(.+\); look for them in EC2$/);
  });

  it("are gone with their cluster", async () => {
    await volumesDeleted({ ...cluster.place, name: "gone" }, (line) => void lines.push(line));
    assert.deepEqual(lines, []);
  });
});
