import { inStack, refuses } from "../support/project.js";

const size = "size: { min: 1, max: 2 }";
const secondGroup = `    - { name: general, release: 1.66.0-1ad6b4a4, instanceTypes: [m7i.large], ${size} }`;
const tainted = (effect: string) =>
  inStack(size, `${size}\n      taints: [{ key: gpu, value: a, effect: ${effect} }]`);

describe("a node group", () => {
  refuses([
    {
      title: "refuses a minimum over the maximum",
      changes: [inStack("min: 1", "min: 3")],
      problems: [
        "Pulumi.test.yaml:20 config.basalt:nodes[0].size.min: found 3, more than max; allowed: at most 2",
      ],
    },
    {
      title: "refuses no nodes at all",
      changes: [inStack("min: 1, max: 2", "min: 0, max: 0")],
      problems: [
        "Pulumi.test.yaml:20 config.basalt:nodes[0].size.max: found 0 (a number); allowed: a whole number of nodes from 1 to 450",
      ],
    },
    {
      title: "refuses a negative minimum",
      changes: [inStack("min: 1", "min: -1")],
      problems: [
        "Pulumi.test.yaml:20 config.basalt:nodes[0].size.min: found -1 (a number); allowed: a whole number of nodes from 0 to 450",
      ],
    },
    {
      title: "refuses half a node",
      changes: [inStack("max: 2", "max: 1.5")],
      problems: [
        "Pulumi.test.yaml:20 config.basalt:nodes[0].size.max: found 1.5 (a number); allowed: a whole number of nodes from 1 to 450",
      ],
    },
    {
      title: "refuses a size in words",
      changes: [inStack("max: 2", "max: many")],
      problems: [
        'Pulumi.test.yaml:20 config.basalt:nodes[0].size.max: found "many"; allowed: a whole number of nodes from 1 to 450',
      ],
    },
    {
      title: "refuses the same name twice",
      changes: [inStack(`      ${size}\n`, `      ${size}\n${secondGroup}\n`)],
      problems: [
        'Pulumi.test.yaml:21 config.basalt:nodes[1].name: found "general" again; allowed: each name once',
      ],
    },
    {
      title: "refuses an unknown key",
      changes: [inStack(size, `${size}\n      keyPair: admin`)],
      problems: [
        "Pulumi.test.yaml:21 config.basalt:nodes[0].keyPair: found an unknown key; allowed: only name, family, release, rotated, version, architecture, instanceTypes, capacity, size, disk, labels, taints, maxPods, drainTimeoutSeconds, ssm",
      ],
    },
    {
      title: "refuses a rotation date without quotes, which the engine would read as a point in time",
      changes: [inStack(size, `${size}\n      rotated: 2026-11-23`)],
      problems: [
        'Pulumi.test.yaml:21: found "2026-11-23", which readers of YAML understand differently; allowed: text in quotes, or a decimal number without leading zeros',
      ],
    },
    ...["2026-02-30", "2026-13-01", "2026-11-00", "23.11.2026", "2026-11-23T00:00:00Z"].map((date) => ({
      title: `refuses the rotation date ${date}, which is no day of the calendar`,
      changes: [inStack(size, `${size}\n      rotated: "${date}"`)],
      problems: [
        `Pulumi.test.yaml:21 config.basalt:nodes[0].rotated: found "${date}"; allowed: a quoted date such as "2026-11-23"`,
      ],
    })),
    {
      title: "takes a leap day for a rotation date",
      changes: [inStack(size, `${size}\n      rotated: "2028-02-29"`)],
      problems: [],
    },
    {
      title: "refuses nodes newer than the control plane",
      changes: [inStack(size, `${size}\n      version: "1.36"`)],
      problems: [
        'Pulumi.test.yaml:21 config.basalt:nodes[0].version: found "1.36"; allowed: 1.35, or up to three minor versions older',
      ],
    },
    {
      title: "refuses nodes four minor versions older",
      changes: [inStack(size, `${size}\n      version: "1.31"`)],
      problems: [
        'Pulumi.test.yaml:21 config.basalt:nodes[0].version: found "1.31"; allowed: 1.35, or up to three minor versions older',
      ],
    },
    {
      title: "accepts nodes three minor versions older",
      changes: [inStack(size, `${size}\n      version: "1.32"`)],
      problems: [],
    },
    {
      title: "refuses no instance type",
      changes: [inStack("[m7i.large]", "[]")],
      problems: [
        "Pulumi.test.yaml:19 config.basalt:nodes[0].instanceTypes: found a list of 0; allowed: at least one instance type",
      ],
    },
    {
      title: "refuses an instance type without a size",
      changes: [inStack("[m7i.large]", "[m7i]")],
      problems: [
        'Pulumi.test.yaml:19 config.basalt:nodes[0].instanceTypes[0]: found "m7i"; allowed: an EC2 instance type such as m7i.large',
      ],
    },
    {
      title: "refuses labels of Kubernetes",
      changes: [inStack(size, `${size}\n      labels: { node.kubernetes.io/role: web, tier: web }`)],
      problems: [
        'Pulumi.test.yaml:21 config.basalt:nodes[0].labels."node.kubernetes.io/role": found the reserved prefix node.kubernetes.io/; allowed: a prefix of your own',
      ],
    },
    {
      title: "refuses labels of Basalt",
      changes: [inStack(size, `${size}\n      labels: { basalt/group: web }`)],
      problems: [
        "Pulumi.test.yaml:21 config.basalt:nodes[0].labels.basalt/group: found the reserved prefix basalt/; allowed: a prefix of your own",
      ],
    },
    {
      title: "refuses what cannot be a label",
      changes: [inStack(size, `${size}\n      labels: { -tier: web, role: "a b" }`)],
      problems: [
        'Pulumi.test.yaml:21 config.basalt:nodes[0].labels."-tier": found the name "-tier"; allowed: a label key',
        'Pulumi.test.yaml:21 config.basalt:nodes[0].labels.role: found "a b"; allowed: a label value',
      ],
    },
    {
      title: "refuses the same taint twice",
      changes: [
        inStack(
          size,
          `${size}\n      taints: [{ key: gpu, value: a, effect: PreferNoSchedule }, { key: gpu, value: b, effect: PreferNoSchedule }]`,
        ),
      ],
      problems: [
        "Pulumi.test.yaml:21 config.basalt:nodes[0].taints[1]: found gpu:PreferNoSchedule again; allowed: each key and effect once",
      ],
    },
    ...["NoSchedule", "NoExecute"].map((effect) => ({
      title: `refuses ${effect} on every group`,
      changes: [tainted(effect)],
      problems: [
        "Pulumi.test.yaml:16 config.basalt:nodes: found taints on every group; allowed: a group without NoSchedule and NoExecute taints, for DNS and Calico's API server",
      ],
    })),
    {
      title: "accepts PreferNoSchedule on every group",
      changes: [tainted("PreferNoSchedule")],
      problems: [],
    },
    {
      title: "accepts taints where another group has none",
      changes: [
        tainted("NoExecute"),
        inStack("  basalt:calico:", `${secondGroup.replace("general", "open")}\n  basalt:calico:`),
      ],
      problems: [],
    },
    {
      title: "refuses a list of none",
      changes: [
        inStack(
          `basalt:nodes:\n    - name: general\n      release: 1.66.0-1ad6b4a4\n      instanceTypes: [m7i.large]\n      ${size}`,
          "basalt:nodes: []",
        ),
      ],
      problems: [
        "Pulumi.test.yaml:16 config.basalt:nodes: found a list of 0; allowed: at least one node group",
      ],
    },
    {
      title: "refuses an effect nobody knows",
      changes: [inStack(size, `${size}\n      taints: [{ key: gpu, value: a, effect: Never }]`)],
      problems: [
        'Pulumi.test.yaml:21 config.basalt:nodes[0].taints[0].effect: found "Never"; allowed: one of NoSchedule, NoExecute, PreferNoSchedule',
      ],
    },
    {
      title: "refuses too many pods",
      changes: [inStack(size, `${size}\n      maxPods: 251`)],
      problems: [
        "Pulumi.test.yaml:21 config.basalt:nodes[0].maxPods: found 251 (a number); allowed: a whole number of pods from 8 to 250",
      ],
    },
    ...[9, 86_401].map((seconds) => ({
      title: `refuses to drain for ${seconds} seconds`,
      changes: [inStack(size, `${size}\n      drainTimeoutSeconds: ${seconds}`)],
      problems: [
        `Pulumi.test.yaml:21 config.basalt:nodes[0].drainTimeoutSeconds: found ${seconds} (a number); allowed: a whole number of seconds from 10 to 86400`,
      ],
    })),
    ...[10, 86_400].map((seconds) => ({
      title: `accepts to drain for ${seconds} seconds`,
      changes: [inStack(size, `${size}\n      drainTimeoutSeconds: ${seconds}`)],
      problems: [],
    })),
    {
      title: "refuses a disk that is too small",
      changes: [inStack(size, `${size}\n      disk: { sizeGiB: 8 }`)],
      problems: [
        "Pulumi.test.yaml:21 config.basalt:nodes[0].disk.sizeGiB: found 8 (a number); allowed: a whole number of GiB from 20 to 16384",
      ],
    },
  ]);
});
