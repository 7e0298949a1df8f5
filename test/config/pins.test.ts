import { inShop, inStack, refuses } from "../support/project.js";

const pinned = `registry.example.com/app:1.0.0@sha256:${"a".repeat(64)}`;
const kubernetes = 'version: "1.35"';
const release = "release: 1.66.0-1ad6b4a4";

describe("pins", () => {
  describe("of Kubernetes", () => {
    refuses([
      {
        title: "refuses a number, and shows it as it is written",
        changes: [inStack(kubernetes, "version: 1.30")],
        problems: [
          'Pulumi.test.yaml:8 config.basalt:cluster.version: found 1.30 (a number); allowed: a quoted Kubernetes minor version such as "1.35"',
        ],
      },
      {
        title: "refuses latest",
        changes: [inStack(kubernetes, "version: latest")],
        problems: [
          'Pulumi.test.yaml:8 config.basalt:cluster.version: found "latest"; allowed: a quoted Kubernetes minor version such as "1.35"',
        ],
      },
      {
        title: "refuses a patch release",
        changes: [inStack(kubernetes, 'version: "1.35.2"')],
        problems: [
          'Pulumi.test.yaml:8 config.basalt:cluster.version: found "1.35.2"; allowed: a quoted Kubernetes minor version such as "1.35"',
        ],
      },
      {
        title: "refuses an empty value",
        changes: [inStack(kubernetes, "version:")],
        problems: [
          'Pulumi.test.yaml:8 config.basalt:cluster.version: found an empty value; allowed: a quoted Kubernetes minor version such as "1.35"',
        ],
      },
      {
        title: "refuses its absence",
        changes: [inStack(`    ${kubernetes}\n`, "")],
        problems: [
          'Pulumi.test.yaml:3 config.basalt:cluster.version: found nothing; allowed: a quoted Kubernetes minor version such as "1.35"',
        ],
      },
      {
        title: "refuses a number for nodes",
        changes: [inStack(release, `${release}\n      version: 1.30`)],
        problems: [
          'Pulumi.test.yaml:17 config.basalt:nodes[0].version: found 1.30 (a number); allowed: a quoted Kubernetes minor version such as "1.35"',
        ],
      },
    ]);
  });

  describe("of AMIs", () => {
    refuses([
      {
        title: "refuses latest",
        changes: [inStack(release, "release: latest")],
        problems: [
          'Pulumi.test.yaml:16 config.basalt:nodes[0].release: found "latest"; allowed: an exact AMI release: 1.66.0-1ad6b4a4 (Bottlerocket) or 1.35.7-20260911 (AL2023); never latest or recommended',
        ],
      },
      {
        title: "refuses recommended",
        changes: [inStack(release, "release: recommended")],
        problems: [
          'Pulumi.test.yaml:16 config.basalt:nodes[0].release: found "recommended"; allowed: an exact AMI release: 1.66.0-1ad6b4a4 (Bottlerocket) or 1.35.7-20260911 (AL2023); never latest or recommended',
        ],
      },
      {
        title: "refuses a release without its commit",
        changes: [inStack(release, "release: 1.66.0")],
        problems: [
          'Pulumi.test.yaml:16 config.basalt:nodes[0].release: found "1.66.0"; allowed: an exact AMI release: 1.66.0-1ad6b4a4 (Bottlerocket) or 1.35.7-20260911 (AL2023); never latest or recommended',
        ],
      },
      {
        title: "refuses a number",
        changes: [inStack(release, "release: 1.60")],
        problems: [
          "Pulumi.test.yaml:16 config.basalt:nodes[0].release: found 1.60 (a number); allowed: an exact AMI release: 1.66.0-1ad6b4a4 (Bottlerocket) or 1.35.7-20260911 (AL2023); never latest or recommended",
        ],
      },
      {
        title: "refuses its absence",
        changes: [inStack(`      ${release}\n`, "")],
        problems: [
          "Pulumi.test.yaml:15 config.basalt:nodes[0].release: found nothing; allowed: an exact AMI release: 1.66.0-1ad6b4a4 (Bottlerocket) or 1.35.7-20260911 (AL2023); never latest or recommended",
        ],
      },
      {
        title: "refuses AL2023's spelling for Bottlerocket",
        changes: [inStack(release, "release: 1.35.7-20260911")],
        problems: [
          'Pulumi.test.yaml:16 config.basalt:nodes[0].release: found "1.35.7-20260911", which is written as AL2023\'s are; allowed: a release of Bottlerocket such as 1.66.0-1ad6b4a4, or family: al2023',
        ],
      },
      {
        title: "refuses Bottlerocket's spelling for AL2023",
        changes: [inStack(release, `${release}\n      family: al2023`)],
        problems: [
          'Pulumi.test.yaml:16 config.basalt:nodes[0].release: found "1.66.0-1ad6b4a4"; allowed: a release of AL2023 for Kubernetes 1.35, which these nodes run, such as 1.35.7-20260911',
        ],
      },
      {
        title: "refuses AL2023 for another Kubernetes",
        changes: [inStack(release, "release: 1.34.7-20260911\n      family: al2023")],
        problems: [
          'Pulumi.test.yaml:16 config.basalt:nodes[0].release: found "1.34.7-20260911"; allowed: a release of AL2023 for Kubernetes 1.35, which these nodes run, such as 1.35.7-20260911',
        ],
      },
      {
        title: "accepts AL2023 for the nodes' own, older Kubernetes",
        changes: [inStack(release, 'release: 1.34.7-20260911\n      family: al2023\n      version: "1.34"')],
        problems: [],
      },
    ]);
  });

  describe("of images", () => {
    refuses([
      {
        title: "refuses a tag without a digest",
        changes: [inStack(pinned, "registry.example.com/app:1.0.0")],
        problems: [
          'Pulumi.test.yaml:47 config.basalt:images.app: found "registry.example.com/app:1.0.0"; allowed: an image with registry and digest: registry/repository[:tag]@sha256:<64 hexadecimal digits>',
        ],
      },
      {
        title: "refuses latest",
        changes: [inStack(pinned, "registry.example.com/app:latest")],
        problems: [
          'Pulumi.test.yaml:47 config.basalt:images.app: found "registry.example.com/app:latest"; allowed: an image with registry and digest: registry/repository[:tag]@sha256:<64 hexadecimal digits>',
        ],
      },
      {
        title: "refuses a digest without a registry",
        changes: [inStack(pinned, `app@sha256:${"a".repeat(64)}`)],
        problems: [
          'Pulumi.test.yaml:47 config.basalt:images.app: found "app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; allowed: an image with registry and digest: registry/repository[:tag]@sha256:<64 hexadecimal digits>',
        ],
      },
      {
        title: "refuses a short digest",
        changes: [inStack(pinned, "registry.example.com/app@sha256:aaaa")],
        problems: [
          'Pulumi.test.yaml:47 config.basalt:images.app: found "registry.example.com/app@sha256:aaaa"; allowed: an image with registry and digest: registry/repository[:tag]@sha256:<64 hexadecimal digits>',
        ],
      },
      {
        title: "refuses a name that is not lower-case",
        changes: [inStack("    app: registry", "    App: registry")],
        problems: [
          'Pulumi.test.yaml:47 config.basalt:images.App: found the name "App"; allowed: lower-case letters, digits and hyphens, starting with a letter, at most 63 characters',
        ],
      },
      {
        title: "refuses a workload's image without a digest",
        changes: [inShop("cart:\n    image: app", "cart:\n    image: registry.example.com/app:1.0.0")],
        problems: [
          'namespaces/shop.yaml:7 workloads.cart.image: found "registry.example.com/app:1.0.0"; allowed: the name of a pin under basalt:images, or an image with its digest',
        ],
      },
      {
        title: "refuses a workload's image that is not pinned",
        changes: [inShop("cart:\n    image: app", "cart:\n    image: nginx")],
        problems: [
          'namespaces/shop.yaml:7 workloads.cart.image: found "nginx"; allowed: a name under basalt:images of the stack file (app), or an image with its digest',
        ],
      },
      {
        title: "refuses a pin named like an inherited property",
        changes: [inShop("cart:\n    image: app", "cart:\n    image: constructor")],
        problems: [
          'namespaces/shop.yaml:7 workloads.cart.image: found "constructor"; allowed: a name under basalt:images of the stack file (app), or an image with its digest',
        ],
      },
      {
        title: "accepts a workload's image with its digest",
        changes: [inShop("cart:\n    image: app", `cart:\n    image: ${pinned}`)],
        problems: [],
      },
      {
        title: "accepts a registry with a port and no tag",
        changes: [inStack(pinned, `localhost:5000/a/b_c@sha256:${"a".repeat(64)}`)],
        problems: [],
      },
    ]);
  });

  describe("of add-ons", () => {
    refuses([
      {
        title: "refuses latest",
        changes: [inStack("coredns: v1.13.2-eksbuild.31", "coredns: latest")],
        problems: [
          'Pulumi.test.yaml:45 config.basalt:addons.coredns: found "latest"; allowed: an exact add-on version such as v1.35.3-eksbuild.29',
        ],
      },
      {
        title: "refuses a version without its build",
        changes: [inStack("coredns: v1.13.2-eksbuild.31", "coredns: v1.13.2")],
        problems: [
          'Pulumi.test.yaml:45 config.basalt:addons.coredns: found "v1.13.2"; allowed: an exact add-on version such as v1.35.3-eksbuild.29',
        ],
      },
      {
        title: "refuses the absence of one",
        changes: [inStack("    coredns: v1.13.2-eksbuild.31\n", "")],
        problems: [
          "Pulumi.test.yaml:43 config.basalt:addons.coredns: found nothing; allowed: an exact add-on version such as v1.35.3-eksbuild.29",
        ],
      },
      {
        title: "refuses a kube-proxy newer than the control plane",
        changes: [inStack("v1.35.3-eksbuild", "v1.36.0-eksbuild")],
        problems: [
          "Pulumi.test.yaml:44 config.basalt:addons.kube-proxy: found v1.36.0-eksbuild.29, newer than the control plane; allowed: a version of 1.35 or older",
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
          'Pulumi.test.yaml:20 config.basalt:calico.version: found "v3.32"; allowed: an exact Calico release such as v3.32.1',
        ],
      },
      {
        title: "refuses a version as a number",
        changes: [inStack("v3.32.2", "3.30")],
        problems: [
          "Pulumi.test.yaml:20 config.basalt:calico.version: found 3.30 (a number); allowed: an exact Calico release such as v3.32.1",
        ],
      },
      {
        title: "refuses a chart without a digest",
        changes: [
          inStack(
            `        sha256: sha256:${"c".repeat(64)}
`,
            "",
          ),
        ],
        problems: [
          "Pulumi.test.yaml:23 config.basalt:calico.charts.crds.sha256: found nothing; allowed: sha256:<64 hexadecimal digits>",
        ],
      },
      {
        title: "refuses a chart over plain HTTP",
        changes: [inStack("vendor/crds.tgz", "http://example.com/crds.tgz")],
        problems: [
          'Pulumi.test.yaml:24 config.basalt:calico.charts.crds.source: found "http://example.com/crds.tgz"; allowed: an https:// address or a path that ends in .tgz',
        ],
      },
      {
        title: "refuses a chart that is not an archive",
        changes: [inStack("vendor/crds.tgz", "vendor/crds")],
        problems: [
          'Pulumi.test.yaml:24 config.basalt:calico.charts.crds.source: found "vendor/crds"; allowed: an https:// address or a path that ends in .tgz',
        ],
      },
      {
        title: "refuses an operator without a digest",
        changes: [inStack(`operator:v1.42.6@sha256:${"e".repeat(64)}`, "operator:v1.42.6")],
        problems: [
          'Pulumi.test.yaml:29 config.basalt:calico.operatorImage: found "quay.io/tigera/operator:v1.42.6"; allowed: an image with registry and digest: registry/repository[:tag]@sha256:<64 hexadecimal digits>',
        ],
      },
      {
        title: "refuses the absence of an image",
        changes: [inStack(`      typha: sha256:${"f".repeat(64)}\n`, "")],
        problems: [
          "Pulumi.test.yaml:30 config.basalt:calico.images: found no digest for typha; allowed: a digest for each, as `crane digest quay.io/calico/typha:v3.32.2` prints it",
        ],
      },
      {
        title: "refuses the absence of an image of observation",
        changes: [inStack(`      whisker: sha256:${"f".repeat(64)}\n`, "")],
        problems: [
          "Pulumi.test.yaml:30 config.basalt:calico.images: found no digest for whisker; allowed: a digest for each, as `crane digest quay.io/calico/whisker:v3.32.2` prints it, or observation: false",
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
          "Pulumi.test.yaml:40 config.basalt:calico.images.redis: found an unknown key; allowed: a mapping from apiserver, cni, csi, key-cert-provisioner, kube-controllers, node, node-driver-registrar, pod2daemon-flexvol, typha, goldmane, whisker, whisker-backend to digests",
        ],
      },
      {
        title: "refuses a registry without its slash",
        changes: [inStack("version: v3.32.2", "version: v3.32.2\n    registry: registry.example.com")],
        problems: [
          'Pulumi.test.yaml:21 config.basalt:calico.registry: found "registry.example.com"; allowed: a registry that ends in a slash, such as registry.example.com/',
        ],
      },
    ]);
  });
});
