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
        title: "refuses the number as text",
        changes: [inStack(kubernetes, 'version: "1.3"')],
        problems: [
          'Pulumi.test.yaml:8 config.basalt:cluster.version: found "1.3"; allowed: a quoted Kubernetes minor version such as "1.35"',
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
          'Pulumi.test.yaml:19 config.basalt:nodes[0].version: found 1.30 (a number); allowed: a quoted Kubernetes minor version such as "1.35"',
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
          'Pulumi.test.yaml:18 config.basalt:nodes[0].release: found "latest"; allowed: an exact AMI release: 1.66.0-1ad6b4a4 (Bottlerocket) or 1.35.7-20260911 (AL2023); never latest or recommended',
        ],
      },
      {
        title: "refuses recommended",
        changes: [inStack(release, "release: recommended")],
        problems: [
          'Pulumi.test.yaml:18 config.basalt:nodes[0].release: found "recommended"; allowed: an exact AMI release: 1.66.0-1ad6b4a4 (Bottlerocket) or 1.35.7-20260911 (AL2023); never latest or recommended',
        ],
      },
      {
        title: "refuses a release without its commit",
        changes: [inStack(release, "release: 1.66.0")],
        problems: [
          'Pulumi.test.yaml:18 config.basalt:nodes[0].release: found "1.66.0"; allowed: an exact AMI release: 1.66.0-1ad6b4a4 (Bottlerocket) or 1.35.7-20260911 (AL2023); never latest or recommended',
        ],
      },
      {
        title: "refuses a number",
        changes: [inStack(release, "release: 1.60")],
        problems: [
          "Pulumi.test.yaml:18 config.basalt:nodes[0].release: found 1.60 (a number); allowed: an exact AMI release: 1.66.0-1ad6b4a4 (Bottlerocket) or 1.35.7-20260911 (AL2023); never latest or recommended",
        ],
      },
      {
        title: "refuses its absence",
        changes: [inStack(`      ${release}\n`, "")],
        problems: [
          "Pulumi.test.yaml:17 config.basalt:nodes[0].release: found nothing; allowed: an exact AMI release: 1.66.0-1ad6b4a4 (Bottlerocket) or 1.35.7-20260911 (AL2023); never latest or recommended",
        ],
      },
      {
        title: "refuses AL2023's spelling for Bottlerocket",
        changes: [inStack(release, "release: 1.35.7-20260911")],
        problems: [
          'Pulumi.test.yaml:18 config.basalt:nodes[0].release: found "1.35.7-20260911", which is written as AL2023\'s are; allowed: a release of Bottlerocket such as 1.66.0-1ad6b4a4, or family: al2023',
        ],
      },
      {
        title: "refuses Bottlerocket's spelling for AL2023",
        changes: [inStack(release, `${release}\n      family: al2023`)],
        problems: [
          'Pulumi.test.yaml:18 config.basalt:nodes[0].release: found "1.66.0-1ad6b4a4"; allowed: a release of AL2023 for Kubernetes 1.35, which these nodes run, such as 1.35.7-20260911',
        ],
      },
      {
        title: "refuses AL2023 for another Kubernetes",
        changes: [inStack(release, "release: 1.34.7-20260911\n      family: al2023")],
        problems: [
          'Pulumi.test.yaml:18 config.basalt:nodes[0].release: found "1.34.7-20260911"; allowed: a release of AL2023 for Kubernetes 1.35, which these nodes run, such as 1.35.7-20260911',
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
          'Pulumi.test.yaml:49 config.basalt:images.app: found "registry.example.com/app:1.0.0"; allowed: an image with registry and digest: registry/repository[:tag]@sha256:<64 hexadecimal digits>',
        ],
      },
      {
        title: "refuses latest",
        changes: [inStack(pinned, "registry.example.com/app:latest")],
        problems: [
          'Pulumi.test.yaml:49 config.basalt:images.app: found "registry.example.com/app:latest"; allowed: an image with registry and digest: registry/repository[:tag]@sha256:<64 hexadecimal digits>',
        ],
      },
      {
        title: "refuses a digest without a registry",
        changes: [inStack(pinned, `app@sha256:${"a".repeat(64)}`)],
        problems: [
          'Pulumi.test.yaml:49 config.basalt:images.app: found "app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; allowed: an image with registry and digest: registry/repository[:tag]@sha256:<64 hexadecimal digits>',
        ],
      },
      {
        title: "refuses a short digest",
        changes: [inStack(pinned, "registry.example.com/app@sha256:aaaa")],
        problems: [
          'Pulumi.test.yaml:49 config.basalt:images.app: found "registry.example.com/app@sha256:aaaa"; allowed: an image with registry and digest: registry/repository[:tag]@sha256:<64 hexadecimal digits>',
        ],
      },
      {
        title: "refuses a name that is not lower-case",
        changes: [inStack("    app: registry", "    App: registry")],
        problems: [
          'Pulumi.test.yaml:49 config.basalt:images.App: found the name "App"; allowed: lower-case letters, digits and hyphens, starting with a letter, at most 63 characters',
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
});
