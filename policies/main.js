// The engine starts this file.
"use strict";
// Traces name the sources. The mapping of Pulumi's starter reads the file that a trace names, which may not be kept.
process.setSourceMapsEnabled(true);
Error.prepareStackTrace = undefined;
require("../launch/runBundled.js").runBundled("policies/serve.ts");
