import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Answer } from "./kubernetes/client.js";
import { startFakeServer } from "./kubernetes/fakeServer.js";
import { gateTo } from "./kubernetes/gate.js";
import { kubeconfig } from "./kubernetes/kubeconfig.js";
import type { WatchEvent } from "./kubernetes/objects.js";
import { realPrograms, startRealServer } from "./kubernetes/realServer.js";
import { startNodes, type Nodes } from "./kubernetesNodes.js";

/** A cluster for a test: an API server with controllers, real or fake, and stand-ins for nodes and cloud. */
export interface TestKubernetes extends Nodes {
  readonly kind: "real" | "fake";
  /** The server's URL. */
  readonly endpoint: string;
  /** Base64 of the PEM. */
  readonly certificateAuthority: string;
  /** The bearer token of an administrator. */
  readonly token: string;
  /** The path of a file. */
  readonly kubeconfig: string;
  /** Works while the server is paused, too. The content type of a PATCH defaults to a merge patch. */
  request(method: string, path: string, body?: unknown, contentType?: string): Promise<Answer>;
  /** Tells of every change under a path such as `/api/v1/pods`, what is there already first, until `stop`. */
  onChange(path: string, listener: (event: WatchEvent) => void): Promise<void>;
  /** Connections to the endpoint are refused until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** What a test may choose. */
export interface KubernetesOptions {
  /** Default: real if its programs are at hand, unless BASALT_TEST_KUBERNETES is `fake`. */
  readonly kind?: "real" | "fake";
  /** Whether pods run although no node was ever added. Default true. */
  readonly fallbackNode?: boolean;
  /** How long each pod takes to be ready. Default: no time at all, which is less than any controller expects. */
  readonly startMilliseconds?: number;
}

/** Starts a cluster. */
export async function startKubernetes(options: KubernetesOptions = {}): Promise<TestKubernetes> {
  const wanted = options.kind ?? process.env["BASALT_TEST_KUBERNETES"];
  const programs = wanted === "fake" ? undefined : realPrograms();
  const server = await (programs ? startRealServer(programs) : startFakeServer());
  const directory = mkdtempSync(join(tmpdir(), "basalt-kubernetes-"));
  const clear = () => rmSync(directory, { recursive: true, force: true });
  process.once("exit", clear);
  const gate = await gateTo(server.port);
  const client = connect(server);
  const address = { ...server, port: gate.port };
  const file = join(directory, "kubeconfig");
  writeFileSync(file, kubeconfig(address), { mode: 0o600 });
  const nodes = await startNodes(client, { ...options, fallbackNode: options.fallbackNode ?? true });
  return {
    ...nodes,
    kind: programs ? "real" : "fake",
    endpoint: `https://127.0.0.1:${gate.port}`,
    certificateAuthority: Buffer.from(server.certificate).toString("base64"),
    token: server.token,
    kubeconfig: file,
    request: (...call) => client.request(...call),
    onChange: (path, listener) => client.watch(path, listener),
    pause: () => gate.shut(),
    resume: () => gate.open(),
    async stop() {
      client.close();
      await gate.shut();
      await server.stop();
      process.off("exit", clear);
      clear();
    },
  };
}
