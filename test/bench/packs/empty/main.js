require("../../../../launch/runBundled.js").runBundled("test/bench/packs/empty/index.ts");
