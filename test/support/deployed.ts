import * as pulumi from "@pulumi/pulumi";
import program from "../../index.js";
import { withoutCallbacks } from "../../cli/plan/noCallbacks.js";
import type { Declaration } from "../../config/declaration.js";
import type { RecordedResource } from "../../cli/plan/record.js";
import { declared, Recorded } from "./recorded.js";
import { noOptions } from "./resource.js";
import type { Variant } from "./project.js";

/**
 * What the program hands to providers once everything is known: an id is the resource's logical name, an ARN
 * `arn:` and that name, and an object without a name is called after its logical name. Inputs only, without
 * options; {@link recorded} has those.
 */
export async function deployed(
  variant: Variant = {},
  secrets: Record<string, string> = {},
): Promise<Recorded> {
  return deployedOf(declared(variant), secrets);
}

/** The same of a declaration. */
export async function deployedOf(
  declaration: Declaration,
  secrets: Record<string, string> = {},
): Promise<Recorded> {
  const resources: RecordedResource[] = [];
  const answers: pulumi.runtime.Mocks = {
    call({ token }) {
      throw new Error(`the program looks up ${token}`);
    },
    newResource({ type, name, inputs: given }) {
      const inputs = given as Record<string, object | undefined>;
      resources.push({
        urn: `${type}::${name}`,
        type,
        name,
        custom: !type.startsWith("basalt:"),
        remote: false,
        inputs,
        options: noOptions,
      });
      const state: Record<string, unknown> = {
        name,
        arn: `arn:${name}`,
        latestVersion: 1,
        prefixListId: `pl-${name}`,
        ...inputs,
      };
      if (type.startsWith("kubernetes:")) state["metadata"] = { name, ...inputs["metadata"] };
      return { id: name, state };
    },
  };
  await pulumi.runtime.setMocks(answers, "basalt", declaration.stack, false);
  withoutCallbacks();
  pulumi.runtime.setAllConfig({ "basalt:secrets": JSON.stringify(secrets) }, ["basalt:secrets"]);
  const outputs = await pulumi.runtime.runInPulumiStack(() => program({ declaration, mode: "offline" }));
  await pulumi.runtime.disconnect();
  resources.sort((a, b) => (a.urn < b.urn ? -1 : 1));
  return new Recorded({ resources, outputs: outputs ?? {} });
}
