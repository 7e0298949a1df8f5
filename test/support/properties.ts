import fc from "fast-check";

// The same cases every time, so that a failure is a change's own. SEED=<number> explores others.
fc.configureGlobal({ seed: Number(process.env["SEED"] ?? 20261122) });
