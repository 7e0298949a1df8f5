#!/usr/bin/env node
"use strict";
require("../launch/runBundled.js").runBundled("cli/main.ts");
