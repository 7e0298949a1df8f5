// Stryker's mocha runner asks for parts of mocha's command without their extension, and mocha 12 has given them a new
// one: https://github.com/stryker-mutator/stryker-js/pull/6205. Until that is released, Node looks for both.
require.extensions[".cjs"] ??= require.extensions[".js"];
