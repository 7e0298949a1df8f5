import { inStack, refuses } from "../support/project.js";

describe("pins", () => {
  describe("of add-ons", () => {
    refuses([
      {
        title: "refuses latest",
        changes: [inStack("coredns: v1.13.2-eksbuild.31", "coredns: latest")],
        problems: [
          'Pulumi.test.yaml:47 config.basalt:addons.coredns: found "latest"; allowed: an exact add-on version such as v1.35.3-eksbuild.29',
        ],
      },
      {
        title: "refuses a version without its build",
        changes: [inStack("coredns: v1.13.2-eksbuild.31", "coredns: v1.13.2")],
        problems: [
          'Pulumi.test.yaml:47 config.basalt:addons.coredns: found "v1.13.2"; allowed: an exact add-on version such as v1.35.3-eksbuild.29',
        ],
      },
      {
        title: "refuses the absence of one",
        changes: [inStack("    coredns: v1.13.2-eksbuild.31\n", "")],
        problems: [
          "Pulumi.test.yaml:45 config.basalt:addons.coredns: found nothing; allowed: an exact add-on version such as v1.35.3-eksbuild.29",
        ],
      },
      {
        title: "refuses a kube-proxy newer than the control plane",
        changes: [inStack("v1.35.3-eksbuild", "v1.36.0-eksbuild")],
        problems: [
          "Pulumi.test.yaml:46 config.basalt:addons.kube-proxy: found v1.36.0-eksbuild.29, newer than the control plane; allowed: a version of 1.35 or older",
        ],
      },
      {
        title: "accepts an older kube-proxy",
        changes: [inStack("v1.35.3-eksbuild", "v1.34.0-eksbuild")],
        problems: [],
      },
    ]);
  });

  describe("of Calico", () => {
    refuses([
      {
        title: "refuses a minor version",
        changes: [inStack("v3.32.2", "v3.32")],
        problems: [
          'Pulumi.test.yaml:22 config.basalt:calico.version: found "v3.32"; allowed: an exact Calico release such as v3.32.1',
        ],
      },
      ...["v3.31.9", "v3.32.0", "v3.9.99"].map((version) => ({
        title: `refuses ${version}, which is too old`,
        changes: [inStack("version: v3.32.2", `version: ${version}`)],
        problems: [
          `Pulumi.test.yaml:22 config.basalt:calico.version: found ${version}; allowed: v3.32.1 or newer`,
        ],
      })),
      ...["v3.32.1", "v3.33.0", "v3.100.0"].map((version) => ({
        title: `accepts ${version}`,
        changes: [inStack("version: v3.32.2", `version: ${version}`)],
        problems: [],
      })),
      {
        title: "refuses a version as a number",
        changes: [inStack("v3.32.2", "3.30")],
        problems: [
          "Pulumi.test.yaml:22 config.basalt:calico.version: found 3.30 (a number); allowed: an exact Calico release such as v3.32.1",
        ],
      },
      {
        title: "refuses a chart without a digest",
        changes: [inStack(`        sha256: sha256:${"c".repeat(64)}\n`, "")],
        problems: [
          "Pulumi.test.yaml:25 config.basalt:calico.charts.crds.sha256: found nothing; allowed: sha256:<64 hexadecimal digits>",
        ],
      },
      {
        title: "refuses a chart over plain HTTP",
        changes: [inStack("vendor/crds.tgz", "http://example.com/crds.tgz")],
        problems: [
          'Pulumi.test.yaml:26 config.basalt:calico.charts.crds.source: found "http://example.com/crds.tgz"; allowed: an https:// address or a path that ends in .tgz',
        ],
      },
      {
        title: "refuses a chart that is not an archive",
        changes: [inStack("vendor/crds.tgz", "vendor/crds")],
        problems: [
          'Pulumi.test.yaml:26 config.basalt:calico.charts.crds.source: found "vendor/crds"; allowed: an https:// address or a path that ends in .tgz',
        ],
      },
      ...["vendor/crd.projectcalico.org.v1-v3.32.1.tgz", "https://example.com/a/crds-3.32.1.tgz"].map(
        (source) => ({
          title: `refuses ${source}, which is of another version`,
          changes: [inStack("vendor/crds.tgz", source)],
          problems: [
            `Pulumi.test.yaml:26 config.basalt:calico.charts.crds.source: found an archive of ${source.includes("v3.32.1") ? "v" : ""}3.32.1; allowed: one of v3.32.2, as calico.version says`,
          ],
        }),
      ),
      {
        title: "refuses a version of which the pinned one is the beginning",
        changes: [inStack("vendor/operator.tgz", "v3.32.2/tigera-operator-v3.32.20.tgz")],
        problems: [
          "Pulumi.test.yaml:29 config.basalt:calico.charts.operator.source: found an archive of v3.32.20; allowed: one of v3.32.2, as calico.version says",
        ],
      },
      ...[
        "vendor/crd.projectcalico.org.v1-v3.32.2.tgz",
        "mirror/v3.31.0/crds-3.32.2.tgz",
        "vendor/crds-v3.32.2-1.tgz",
        "vendor/crds-v3.tgz",
      ].map((source) => ({
        title: `accepts a chart called ${source}`,
        changes: [inStack("vendor/crds.tgz", source)],
        problems: [],
      })),
      {
        title: "refuses an operator without a digest",
        changes: [inStack(`operator:v1.42.6@sha256:${"e".repeat(64)}`, "operator:v1.42.6")],
        problems: [
          'Pulumi.test.yaml:31 config.basalt:calico.operatorImage: found "quay.io/tigera/operator:v1.42.6"; allowed: an image with registry and digest: registry/repository[:tag]@sha256:<64 hexadecimal digits>',
        ],
      },
      {
        title: "refuses the absence of an image",
        changes: [inStack(`      typha: sha256:${"f".repeat(64)}\n`, "")],
        problems: [
          "Pulumi.test.yaml:32 config.basalt:calico.images: found no digest for typha; allowed: a digest for each, as `crane digest quay.io/calico/typha:v3.32.2` prints it",
        ],
      },
      {
        title: "refuses the absence of an image of observation",
        changes: [inStack(`      whisker: sha256:${"f".repeat(64)}\n`, "")],
        problems: [
          "Pulumi.test.yaml:32 config.basalt:calico.images: found no digest for whisker; allowed: a digest for each, as `crane digest quay.io/calico/whisker:v3.32.2` prints it, or observation: false",
        ],
      },
      {
        title: "accepts the absence of an image of observation where that is off",
        changes: [
          inStack(`      whisker: sha256:${"f".repeat(64)}\n`, ""),
          inStack("version: v3.32.2", "version: v3.32.2\n    observation: false"),
        ],
        problems: [],
      },
      {
        title: "refuses an image that Calico does not have",
        changes: [inStack("      typha:", "      redis:")],
        problems: [
          "Pulumi.test.yaml:42 config.basalt:calico.images.redis: found an unknown key; allowed: a mapping from apiserver, cni, csi, key-cert-provisioner, kube-controllers, node, node-driver-registrar, pod2daemon-flexvol, typha, goldmane, whisker, whisker-backend to digests",
        ],
      },
      {
        title: "refuses a registry without its slash",
        changes: [inStack("version: v3.32.2", "version: v3.32.2\n    registry: registry.example.com")],
        problems: [
          'Pulumi.test.yaml:23 config.basalt:calico.registry: found "registry.example.com"; allowed: a registry that ends in a slash, such as registry.example.com/',
        ],
      },
    ]);
  });
});
