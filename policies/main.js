// The engine starts this file: what follows is TypeScript.
require("tsx/cjs");
require("./serve.ts");
