import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { environmentSchema } from "../config/environmentSchema.js";
import { namespaceSchema } from "../config/namespaceSchema.js";
import { configurationFileSchema } from "../policies/configuration/fileSchema.js";
import { rules } from "../policies/index.js";

/*
 * Writes the JSON Schemas by which editors complete the three kinds of file, from the schemas that check them.
 * With --check, only says whether they are up to date.
 */

const draft = { io: "input", target: "draft-7", unrepresentable: "any" } as const;

/** Pulumi keeps the environment's parts as separate keys, next to its own and other packages'. */
function stackSchema(): object {
  const {
    properties,
    required = [],
    $schema,
  } = z.toJSONSchema(environmentSchema, draft) as {
    properties: Record<string, object>;
    required?: string[];
    $schema: string;
  };
  const key = (name: string) => `basalt:${name}`;
  return {
    $schema,
    title: "Pulumi.<stack>.yaml of Basalt",
    type: "object",
    required: ["config"],
    properties: {
      config: {
        type: "object",
        required: required.map(key),
        properties: Object.fromEntries(
          Object.entries(properties).map(([name, schema]) => [key(name), schema]),
        ),
        patternProperties: { "^(?!basalt:)[^:]+:.+$": {} },
        additionalProperties: false,
      },
      environment: {},
      secretsprovider: { type: "string" },
      encryptedkey: { type: "string" },
      encryptionsalt: { type: "string" },
    },
    additionalProperties: false,
  };
}

const schemas: Readonly<Record<string, object>> = {
  "stack.schema.json": stackSchema(),
  "namespace.schema.json": {
    title: "namespaces/<name>.yaml of Basalt",
    ...z.toJSONSchema(namespaceSchema, draft),
  },
  "policies.schema.json": {
    title: "policies/environments/<stack>.json of Basalt",
    // What every rule has is said once.
    ...z.toJSONSchema(configurationFileSchema(rules), { ...draft, reused: "ref" }),
  },
};

const check = process.argv.includes("--check");
for (const [file, schema] of Object.entries(schemas)) {
  const path = join(__dirname, file);
  const text = `${JSON.stringify(schema, undefined, 2)}\n`;
  if (!check) writeFileSync(path, text);
  else if (readFileSync(path, "utf8") !== text) {
    console.error(`schemas/${file}: found a stale file; run "npm run schemas" and commit the result`);
    process.exitCode = 1;
  }
}
