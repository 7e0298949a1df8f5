import { Analyzer } from "../../../../policies/analyzer/analyzer.js";
import { serveAnalyzer } from "../../../../policies/analyzer/server.js";

serveAnalyzer({ name: "empty", version: "0.0.0", rules: [] }, new Analyzer([]));
