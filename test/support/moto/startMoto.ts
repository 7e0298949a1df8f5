import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Context } from "mocha";
import { startFront, type AwsFront } from "./awsFront.js";
import { pythonEnvironment } from "./pythonEnvironment.js";

/** The account that moto plays. */
export const motoAccount = "123456789012";

/** moto's server, and before it the front by which tests add what moto lacks and disturb what it has. */
export interface Moto extends AwsFront {
  readonly stop: () => Promise<void>;
}

/** Starts moto on loopback; skips the tests of `context`, saying why, where there is no Python or no package index. */
export async function startMoto(context: Context): Promise<Moto> {
  const found = pythonEnvironment();
  if ("missing" in found) {
    console.log(`      skipped: moto, the stand-in for AWS, cannot be installed (${found.missing})`);
    return context.skip();
  }
  // Port 0 is any that is free; the server tells which.
  const child = spawn(found.python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = once(child, "exit");
  // A run that is broken off leaves no server behind.
  process.once("exit", () => child.kill());
  const address = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (piece: Buffer) => {
      said = (said + piece.toString()).slice(-10_000);
      const running = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said);
      if (running) resolve(running[1]!);
    });
    child.once("exit", (code) => reject(new Error(`moto ended with ${code ?? "a signal"}: ${said}`)));
    child.once("error", reject);
  });
  const front = await startFront(address);
  return {
    ...front,
    stop: async () => {
      await front.stop();
      child.kill();
      await exited;
    },
  };
}
