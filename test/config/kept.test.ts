import { existingProject, inStack, refuses } from "../support/project.js";

const registry = (text: string) =>
  inStack("  basalt:images:", `  basalt:registry: ${text}\n  basalt:images:`);
const keep = (text: string) => inStack("admins:", `keep: ${text}\n    admins:`);
const nameForm =
  "a repository such as shop/cart: lower-case letters, digits, hyphens, underscores, dots and slashes, at most 256 characters";

describe("a registry", () => {
  refuses([
    {
      title: "has repositories",
      changes: [registry("{ repositories: [shop/cart, tools.build_base-2/x], keep: true }")],
      problems: [],
    },
    {
      title: "has no default for whether they stay",
      changes: [registry("{ repositories: [shop/cart] }")],
      problems: ["Pulumi.test.yaml:48 config.basalt:registry.keep: found nothing; allowed: true or false"],
    },
    {
      title: "refuses none",
      changes: [registry("{ repositories: [], keep: true }")],
      problems: [
        "Pulumi.test.yaml:48 config.basalt:registry.repositories: found a list of 0; allowed: at least one repository",
      ],
    },
    ...["Shop", "a", "shop//cart", "shop/", "-shop", "shop:1", "a".repeat(257)].map((name) => ({
      title: `refuses the name ${name.slice(0, 20)}`,
      changes: [registry(`{ repositories: ["${name}"], keep: true }`)],
      problems: [
        `Pulumi.test.yaml:48 config.basalt:registry.repositories[0]: found "${name.slice(0, 80)}${name.length > 80 ? "…" : ""}"; allowed: ${nameForm}`,
      ],
    })),
    {
      title: "refuses a name again",
      changes: [registry("{ repositories: [shop, shop], keep: true }")],
      problems: [
        'Pulumi.test.yaml:48 config.basalt:registry.repositories[1]: found "shop" again; allowed: each name once',
      ],
    },
    {
      title: "is for clusters that Basalt makes",
      base: existingProject,
      changes: [registry("{ repositories: [shop], keep: true }")],
      problems: [
        "Pulumi.test.yaml:39 config.basalt:registry: found registry for a cluster on which Basalt does not make it; allowed: no registry here, or a cluster of kind eks",
      ],
    },
  ]);
});

describe("what a cluster keeps", () => {
  refuses([
    { title: "is logs, keys or both", changes: [keep("[logs, keys]")], problems: [] },
    {
      title: "refuses what cannot be kept",
      changes: [keep("[nodes]")],
      problems: [
        'Pulumi.test.yaml:9 config.basalt:cluster.keep[0]: found "nodes"; allowed: one of logs, keys',
      ],
    },
    {
      title: "refuses a word again",
      changes: [keep("[logs, logs]")],
      problems: [
        'Pulumi.test.yaml:9 config.basalt:cluster.keep[1]: found "logs" again; allowed: each word once',
      ],
    },
    {
      title: "refuses what is no list",
      changes: [keep("logs")],
      problems: [
        'Pulumi.test.yaml:9 config.basalt:cluster.keep: found "logs"; allowed: a list of what is kept: logs, keys',
      ],
    },
  ]);
});
