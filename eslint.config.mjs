import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** The layers that README.md draws: a folder imports only what stands before it. */
const pure = {
  group: ["node:fs", "node:fs/*", "node:child_process", "node:net", "node:http*", "@pulumi/*", "fs"],
  message: "this folder is pure: no file system, network or Pulumi",
};
const layer = (files, forbidden) => ({
  files,
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: forbidden.map((entry) =>
          typeof entry === "string"
            ? {
                group: [`**/${entry}/**`],
                message: `nothing points back: ${files[0].split("/")[0]} does not import ${entry}`,
              }
            : entry,
        ),
      },
    ],
  },
});

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
  layer(["flows/**/*.ts"], [pure, "config", "components", "cli", "test"]),
  layer(
    ["config/**/*.ts"],
    [{ group: ["@pulumi/*"], message: "config is plain data: no Pulumi" }, "components", "cli", "test"],
  ),
  layer(["components/**/*.ts"], ["cli", "test"]),
);
