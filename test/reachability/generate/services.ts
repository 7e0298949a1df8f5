import fc from "fast-check";
import { anyLabels, anyPort, podLabels, portNames, written } from "./pools.js";

const anyServicePort = fc
  .record({
    port: fc.constant(80),
    protocol: fc.constantFrom(undefined, "TCP", "UDP"),
    targetPort: fc.oneof(fc.constant(undefined), anyPort, fc.constantFrom(...portNames)),
  })
  .map(written);

/** A Service that selects pods, and so has the EndpointSlices that follow from them. */
export function anySelectingService(namespace: string): fc.Arbitrary<readonly object[]> {
  return fc
    .record({
      selector: anyLabels(podLabels),
      ports: fc.array(anyServicePort, { minLength: 1, maxLength: 1 }),
      clusterIP: fc.constantFrom(undefined, "None"),
    })
    .map((spec) => [
      { apiVersion: "v1", kind: "Service", metadata: { name: "backend", namespace }, spec: written(spec) },
    ]);
}

/** A Service without selector, and the EndpointSlice that somebody wrote for it. */
export function anyManualService(namespace: string): fc.Arbitrary<readonly object[]> {
  const port = fc
    .record({ port: anyPort, protocol: fc.constantFrom(undefined, "TCP", "UDP") })
    .map((one) => ({ ...written(one), name: "main" }));
  const addresses = fc.uniqueArray(
    fc.constantFrom("203.0.113.7", "203.0.113.200", "10.244.0.10", "10.244.1.11"),
    {
      minLength: 1,
      maxLength: 2,
    },
  );
  return fc.tuple(addresses, port).map(([all, one]) => [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "external", namespace },
      spec: { ports: [{ name: "main", port: 80 }] },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: "external-1", namespace, labels: { "kubernetes.io/service-name": "external" } },
      addressType: "IPv4",
      endpoints: all.map((address) => ({ addresses: [address] })),
      ports: [one],
    },
  ]);
}
