import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** What each folder imports, as README.md draws it; of the others, nothing. */
const layers = {
  problems: [],
  flows: [],
  reachability: ["problems"],
  config: ["problems", "flows"],
  lifecycle: ["config"],
  components: ["flows", "config", "lifecycle"],
  index: ["components", "config", "lifecycle"],
  proof: ["problems", "flows", "reachability"],
  policies: ["problems", "flows", "reachability", "proof"],
  cli: [
    "problems",
    "flows",
    "reachability",
    "proof",
    "config",
    "lifecycle",
    "components",
    "index",
    "policies",
  ],
  schemas: ["config", "policies"],
  launch: [],
};
const parts = [...Object.keys(layers), "test"];

/** The files of a folder, or the file of that name, and all that they must not import. */
function layer(name, ...more) {
  const [files, outside] = name === "index" ? ["index.ts", "\\./"] : [`${name}/**/*.ts`, "(\\.\\./)+"];
  const patterns = parts
    .filter((part) => part !== name && !layers[name].includes(part))
    .map((part) => ({
      regex: `^${outside}${part}${part === "index" ? "(\\.js)?$" : "/"}`,
      message: `${name} imports only ${layers[name].join(", ") || "itself"}, not ${part}`,
    }));
  return {
    files: [files],
    rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns: [...patterns, ...more] }] },
  };
}

const pure = {
  group: ["node:fs", "node:fs/*", "node:child_process", "node:net", "node:http*", "@pulumi/*", "fs"],
  message: "this folder is pure: no file system, network or Pulumi",
};
const plainData = { group: ["@pulumi/*"], message: "config is plain data: no Pulumi" };
const typesOnly = {
  regex: "^\\./config/",
  allowTypeImports: true,
  message: "index wires declarations; what is read from them, config and components decide",
};

export default tseslint.config(
  { ignores: ["node_modules/", ".basalt/", "**/*.json"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // A lookup that the lines before have proved is said with "!", and only there.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      // Resources are made for their effect.
      "@typescript-eslint/no-unused-vars": [
        "error",
        { varsIgnorePattern: "^_", argsIgnorePattern: "^_", destructuredArrayIgnorePattern: "^_" },
      ],
      "no-new": "off",
      "@typescript-eslint/dot-notation": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  { files: ["test/**/*.ts"], rules: { "@typescript-eslint/no-floating-promises": "off" } },
  {
    files: ["**/*.js", "**/*.cjs"],
    languageOptions: {
      sourceType: "commonjs",
      globals: { require: "readonly", module: "writable", process: "readonly", __dirname: "readonly" },
    },
  },
  layer("problems", pure),
  layer("flows", pure),
  layer("reachability", pure),
  layer("proof", pure),
  layer("config", plainData),
  layer("components"),
  layer("index", typesOnly),
  layer("policies"),
  layer("cli"),
  layer("schemas"),
  layer("launch"),
);
