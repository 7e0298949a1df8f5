import { version } from "./package.json";
import { Analyzer } from "./analyzer/analyzer.js";
import { serveAnalyzer } from "./analyzer/server.js";
import { rules } from "./index.js";

/** What the engine starts: the pack, until the engine ends it. */
serveAnalyzer({ name: "basalt", version, rules }, new Analyzer(rules));
