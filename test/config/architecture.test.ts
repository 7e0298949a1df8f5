import assert from "node:assert/strict";
import { architectureOf } from "../../config/architecture.js";
import { inStack, refuses } from "../support/project.js";

const types = (list: string, more = "") =>
  inStack("instanceTypes: [m7i.large]", `instanceTypes: [${list}]${more}`);
const arm64 = "\n      architecture: arm64";
const at = "Pulumi.test.yaml:19 config.basalt:nodes[0].instanceTypes";

describe("architectureOf", () => {
  for (const [architecture, names] of [
    [
      "arm64",
      "a1.metal m7g.large m6gd.large c7gn.large t4g.nano x2gd.large im4gn.large is4gen.large g5g.xlarge hpc7g.4xlarge i8ge.large r8gd.metal-24xl",
    ],
    [
      "x86_64",
      "m7i.large m7i-flex.large t3a.micro g4dn.xlarge g4ad.xlarge g5.xlarge g6.xlarge g6e.xlarge gr6.4xlarge p4d.24xlarge p5en.48xlarge inf2.xlarge trn1n.32xlarge hpc7a.96xlarge i7ie.large x2iezn.metal",
    ],
    [undefined, "u-6tb1.metal u7i-12tb.224xlarge p6e-gb200.36xlarge mac2.metal m7i unknown.large"],
  ] as const) {
    for (const name of names.split(" ")) {
      it(`takes ${name} for ${architecture ?? "neither"}`, () => {
        assert.equal(architectureOf(name), architecture);
      });
    }
  }
});

describe("a node group's architecture", () => {
  refuses([
    {
      title: "is that of all instance types, x86_64 where nothing is said",
      changes: [types("m7i.large, m7g.large, a1.large")],
      problems: [
        `${at}[1]: found m7g.large, which is arm64; allowed: instance types of x86_64, or architecture: arm64`,
        `${at}[2]: found a1.large, which is arm64; allowed: instance types of x86_64, or architecture: arm64`,
      ],
    },
    {
      title: "is that of all instance types, arm64",
      changes: [types("m7g.large, g4dn.xlarge", arm64)],
      problems: [
        `${at}[1]: found g4dn.xlarge, which is x86_64; allowed: instance types of arm64, or architecture: x86_64`,
      ],
    },
    { title: "may be arm64", changes: [types("m7g.large, c7gn.large", arm64)], problems: [] },
    {
      title: "is not judged of names of another shape",
      changes: [types("u-6tb1.metal, m7i-flex.large")],
      problems: [],
    },
  ]);
});
