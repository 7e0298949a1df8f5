import { version } from "./package.json";
import { Analyzer } from "./analyzer/analyzer.js";
import { serveAnalyzer } from "./analyzer/server.js";
import { rules } from "./index.js";

// Whoever started the pack over a channel is gone, however it ended. The engine has none, and ends the pack itself.
process.once("disconnect", () => process.exit());
// Listening to it must not keep a pack alive that could not start.
process.channel?.unref();

/** What the engine starts: the pack, until the engine ends it. */
serveAnalyzer({ name: "basalt", version, rules }, new Analyzer(rules));
