import assert from "node:assert/strict";
import { stacksIn } from "../../config/stackFile.js";
import {
  eksProject,
  existingProject,
  inProject,
  inStack,
  refuses,
  withFile,
  withoutFile,
} from "../support/project.js";

const stackText = eksProject["Pulumi.test.yaml"]!;
const other = (change: (text: string) => string) => withFile("Pulumi.other.yaml", change(stackText));

describe("a stack's file", () => {
  refuses([
    {
      title: "refuses a stack without one, and names those that have one",
      changes: [
        withoutFile("Pulumi.test.yaml"),
        withFile("Pulumi.prod.yaml", ""),
        withFile("Pulumi.dev.yaml", ""),
      ],
      problems: ["Pulumi.test.yaml: found no such file; allowed: a stack that has a file (dev, prod)"],
    },
    {
      title: "refuses a stack without one where there is none",
      changes: [withoutFile("Pulumi.test.yaml")],
      problems: ["Pulumi.test.yaml: found no such file; allowed: a stack that has a file (there is none)"],
    },
    {
      title: "refuses an empty file",
      changes: [withFile("Pulumi.test.yaml", "")],
      problems: ["Pulumi.test.yaml: found an empty value; allowed: a mapping with the key config"],
    },
    {
      title: "refuses a file without configuration",
      changes: [withFile("Pulumi.test.yaml", "secretsprovider: passphrase\n")],
      problems: ["Pulumi.test.yaml:1 config: found nothing; allowed: a mapping of configuration keys"],
    },
    {
      title: "refuses configuration that is a list",
      changes: [withFile("Pulumi.test.yaml", "config: [cluster]\n")],
      problems: ["Pulumi.test.yaml:1 config: found a list of 1; allowed: a mapping of configuration keys"],
    },
    {
      title: "refuses configuration without a cluster, and tells what else the namespaces lack",
      changes: [withFile("Pulumi.test.yaml", "config: {}\n")],
      problems: [
        "Pulumi.test.yaml:1 config.basalt:cluster: found nothing; allowed: a cluster of kind eks or existing",
        'namespaces/billing.yaml:4 workloads.api.image: found "app"; allowed: a name under basalt:images of the stack file (there is none), or an image with its digest',
        'namespaces/shop.yaml:4 workloads.web.image: found "app"; allowed: a name under basalt:images of the stack file (there is none), or an image with its digest',
        'namespaces/shop.yaml:7 workloads.cart.image: found "app"; allowed: a name under basalt:images of the stack file (there is none), or an image with its digest',
        'namespaces/shop.yaml:10 workloads.cart.secrets.TOKEN: found "token"; allowed: a name under basalt:secrets of the stack file (there is none)',
        'namespaces/shop.yaml:15 flows[0].tls: found "shop"; allowed: a name under basalt:certificates of the stack file (there is none)',
      ],
    },
    {
      title: "refuses a key that Pulumi does not know",
      changes: [inStack("config:\n", "settings: {}\nconfig:\n")],
      problems: [
        "Pulumi.test.yaml:2 settings: found an unknown key; allowed: only config, environment, secretsprovider, encryptedkey, encryptionsalt",
      ],
    },
    {
      title: "accepts the keys that Pulumi keeps",
      changes: [
        inStack(
          "config:\n",
          "secretsprovider: awskms://alias/x\nencryptedkey: AAAA\nencryptionsalt: v1:x\nenvironment: [shared]\nconfig:\n",
        ),
      ],
      problems: [],
    },
    {
      title: "leaves the configuration of others alone",
      changes: [inStack("config:\n", "config:\n  aws:profile: dev\n")],
      problems: [],
    },
    ...["cluster", ":cluster", "basalt:"].map((key) => ({
      title: `refuses the key ${key}, which has no namespace or no name`,
      changes: [inStack("config:\n", `config:\n  "${key}": dev\n`)],
      problems: [
        `Pulumi.test.yaml:3 config.${key === ":cluster" ? '":cluster"' : key}: found the name "${key}"; allowed: a key with its namespace, such as basalt:cluster`,
      ],
    })),
    ...["bsalt", "basal", "Basalt", "basaltt", "baslat"].map((misspelt) => ({
      title: `refuses the namespace ${misspelt}, which is nearly Basalt's`,
      changes: [inStack("  basalt:addons:", `  ${misspelt}:guardrails: {}\n  basalt:addons:`)],
      problems: [
        `Pulumi.test.yaml:45 config.${misspelt}:guardrails: found the name "${misspelt}:guardrails"; allowed: basalt:guardrails`,
      ],
    })),
    ...["bst", "basalt-eks", "aws"].map((other) => ({
      title: `accepts the namespace ${other}, which is none of Basalt's`,
      changes: [inStack("  basalt:addons:", `  ${other}:guardrails: {}\n  basalt:addons:`)],
      problems: [],
    })),
    {
      title: "refuses the key that no object can hold",
      changes: [inStack("config:\n", "config:\n  basalt:__proto__: { polluted: true }\n")],
      problems: [
        "Pulumi.test.yaml:3 config.basalt:__proto__: found an unknown key; allowed: only cluster, network, nodes, calico, addons, registry, enforcement, namespaces, images, certificates, secrets, guardrails, deployment",
      ],
    },
  ]);

  describe("with secrets", () => {
    const secret = (value: string) => inStack("{ secure: AAABAMz1 }", value);
    refuses([
      {
        title: "refuses a plain text, and does not show it",
        changes: [secret("hunter2")],
        problems: [
          "Pulumi.test.yaml:54 config.basalt:secrets.token: found a value that is not encrypted (not shown); allowed: pulumi config set --secret --path 'basalt:secrets.token'",
        ],
      },
      {
        title: "refuses a number, and does not show it",
        changes: [secret("8812")],
        problems: [
          "Pulumi.test.yaml:54 config.basalt:secrets.token: found a value that is not encrypted (not shown); allowed: pulumi config set --secret --path 'basalt:secrets.token'",
        ],
      },
      {
        title: "refuses a mapping that hides plain text, and does not show it",
        changes: [secret("{ secure: AAABAMz1, hunter2: hunter2 }")],
        problems: [
          "Pulumi.test.yaml:54 config.basalt:secrets.token: found a value that is not encrypted (not shown); allowed: pulumi config set --secret --path 'basalt:secrets.token'",
        ],
      },
      {
        title: "refuses a text in place of all secrets, and does not show it",
        changes: [inStack("\n    token: { secure: AAABAMz1 }", " hunter2")],
        problems: [
          "Pulumi.test.yaml:53 config.basalt:secrets: found a value that is not shown; allowed: a mapping from names to secrets",
        ],
      },
      {
        title: "refuses a name that cannot be one",
        changes: [inStack("token: { sec", "Token_1: { sec")],
        problems: [
          'Pulumi.test.yaml:54 config.basalt:secrets.Token_1: found the name "Token_1"; allowed: lower-case letters, digits and hyphens, starting with a letter, at most 63 characters',
        ],
      },
    ]);
  });

  describe("next to another stack's", () => {
    refuses([
      {
        title: "refuses the same cluster name, account and region",
        changes: [other((text) => text)],
        problems: [
          'Pulumi.test.yaml:5 config.basalt:cluster.name: found "base", the cluster of Pulumi.other.yaml; allowed: a cluster of its own for each stack (name, account and region, or context)',
        ],
      },
      {
        title: "accepts another name",
        changes: [other((text) => text.replace("name: base", "name: other"))],
        problems: [],
      },
      {
        title: "accepts another account",
        changes: [other((text) => text.replace('account: "111122223333"', 'account: "222233334444"'))],
        problems: [],
      },
      {
        title: "accepts another region",
        changes: [other((text) => text.replaceAll("eu-central-1", "eu-west-1"))],
        problems: [],
      },
      {
        title: "refuses the same context of the same kubeconfig",
        base: existingProject,
        changes: [withFile("Pulumi.other.yaml", existingProject["Pulumi.test.yaml"]!)],
        problems: [
          'Pulumi.test.yaml:5 config.basalt:cluster.name: found "kind-base", the cluster of Pulumi.other.yaml; allowed: a cluster of its own for each stack (name, account and region, or context)',
        ],
      },
      {
        title: "refuses the same context under another name",
        base: existingProject,
        changes: [
          withFile(
            "Pulumi.other.yaml",
            existingProject["Pulumi.test.yaml"]!.replace("name: kind-base", "name: other"),
          ),
        ],
        problems: [
          'Pulumi.test.yaml:5 config.basalt:cluster.name: found "kind-base", the cluster of Pulumi.other.yaml; allowed: a cluster of its own for each stack (name, account and region, or context)',
        ],
      },
      ...["context: kind-other", "kubeconfig: other.yaml\n    context: kind-base"].map((lines) => ({
        title: `accepts ${lines.split(":")[0]!} of its own under the same name`,
        base: existingProject,
        changes: [
          withFile(
            "Pulumi.other.yaml",
            existingProject["Pulumi.test.yaml"]!.replace("context: kind-base", lines),
          ),
        ],
        problems: [],
      })),
      {
        title: "leaves another stack's mistakes to that stack",
        changes: [
          withFile("Pulumi.other.yaml", "config: [broken"),
          withFile("Pulumi.more.yaml", "config: { basalt:cluster: 5 }"),
        ],
        problems: [],
      },
      {
        title: "refuses a cluster that two others have",
        changes: [other((text) => text), withFile("Pulumi.third.yaml", stackText)],
        problems: [
          'Pulumi.test.yaml:5 config.basalt:cluster.name: found "base", the cluster of Pulumi.other.yaml; allowed: a cluster of its own for each stack (name, account and region, or context)',
          'Pulumi.test.yaml:5 config.basalt:cluster.name: found "base", the cluster of Pulumi.third.yaml; allowed: a cluster of its own for each stack (name, account and region, or context)',
        ],
      },
    ]);
  });
});

describe("stacksIn", () => {
  it("names the stacks that have a file, sorted", () => {
    const files = {
      "Pulumi.yaml": "",
      "Pulumi.prod.yaml": "",
      "Pulumi.dev.yaml": "",
      "Pulumi.dev.yaml.bak": "",
      "Pulumi.a.b.yaml": "",
    };
    assert.deepEqual(inProject(files, stacksIn), ["a.b", "dev", "prod"]);
  });

  it("finds none in a folder that does not exist", () => {
    assert.deepEqual(stacksIn("/nonexistent/folder"), []);
  });
});
