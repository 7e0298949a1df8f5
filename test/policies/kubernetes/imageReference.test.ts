import assert from "node:assert/strict";
import {
  isDigest,
  readImageReference,
  type ImageReference,
} from "../../../policies/kubernetes/imageReference.js";
import { hash } from "../support/workloads.js";

describe("a reference to an image", () => {
  const read: readonly (readonly [text: string, expected: ImageReference])[] = [
    ["nginx", { registry: "docker.io", repository: "library/nginx" }],
    ["nginx:1.29", { registry: "docker.io", repository: "library/nginx", tag: "1.29" }],
    ["bitnami/redis", { registry: "docker.io", repository: "bitnami/redis" }],
    ["docker.io/nginx", { registry: "docker.io", repository: "library/nginx" }],
    ["index.docker.io/library/nginx", { registry: "docker.io", repository: "library/nginx" }],
    ["registry.k8s.io", { registry: "docker.io", repository: "library/registry.k8s.io" }],
    ["Registry.k8s.io/pause:3", { registry: "registry.k8s.io", repository: "pause", tag: "3" }],
    ["Registry/pause", { registry: "registry", repository: "pause" }],
    ["localhost/web", { registry: "localhost", repository: "web" }],
    ["localhosts/web", { registry: "docker.io", repository: "localhosts/web" }],
    ["localhost:5000/a/b", { registry: "localhost:5000", repository: "a/b" }],
    ["localhost:5000", { registry: "docker.io", repository: "library/localhost", tag: "5000" }],
    ["a.b/c:1_x.-y@sha256:0", { registry: "a.b", repository: "c", tag: "1_x.-y", digest: "sha256:0" }],
    ["quay.io/A-1/b.c/d_e/f__g/h---i", { registry: "quay.io", repository: "A-1/b.c/d_e/f__g/h---i" }],
    ["quay.io/a@sha256:0", { registry: "quay.io", repository: "a", digest: "sha256:0" }],
    [`web:${"x".repeat(128)}`, { registry: "docker.io", repository: "library/web", tag: "x".repeat(128) }],
  ];
  for (const [text, expected] of read)
    it(`is read: ${text.slice(0, 40)}`, () => assert.deepEqual(readImageReference(text), expected));

  for (const text of [
    "",
    " ",
    "web ",
    " web",
    "a b",
    "web:",
    "web:-",
    "web@",
    "/web",
    "a//b",
    "a.b/",
    "web:1@x y",
    "*.io/web",
    `web:${"x".repeat(129)}`,
    "we\nb",
    "a/b$c",
    "quay.io/calico/../web",
    "quay.io/./web",
    "quay.io/.web",
    "quay.io/web-",
    "quay.io/a..b",
    "quay.io/a___b",
    "quay.io/a._b",
  ])
    it(`is none: ${JSON.stringify(text.slice(0, 40))}`, () =>
      assert.equal(readImageReference(text), undefined));
});

describe("a digest", () => {
  it("is sha256 and 64 hexadecimal digits", () => assert.ok(isDigest(`sha256:${hash}`)));
  for (const text of [
    undefined,
    "",
    hash,
    `sha256:${hash}0`,
    `sha256:${hash.slice(1)}`,
    `sha512:${hash}`,
    `sha256:${hash.replace("f", "F")}`,
    `sha256:${hash.replace("f", "g")}`,
    `xsha256:${hash}`,
  ])
    it(`is not ${String(text)}`, () => assert.equal(isDigest(text), false));
});
