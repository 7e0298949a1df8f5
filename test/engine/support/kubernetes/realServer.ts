import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { binary, startApiServer } from "../../../support/apiServer.js";
import type { Address } from "./client.js";
import { kubeconfig } from "./kubeconfig.js";

/** A server to test against. */
export interface Server extends Address {
  stop(): Promise<void>;
}

/** The programs that a real API server needs, or undefined if one of them is not at hand. */
export function realPrograms(): { etcd: string; apiServer: string; controllers: string } | undefined {
  const [etcd, apiServer] = [binary("etcd"), binary("kube-apiserver")];
  const controllers = binary("kube-controller-manager");
  return etcd && apiServer && controllers ? { etcd, apiServer, controllers } : undefined;
}

/** What to say where {@link realPrograms} are missing. */
export const missingPrograms =
  "needs etcd, kube-apiserver and kube-controller-manager, in KUBEBUILDER_ASSETS or on PATH";

/** Longest that the controllers may take to start. */
const startSeconds = 60;

/** Starts a real API server and Kubernetes' own controllers: garbage collection, namespaces, workloads, budgets. */
export async function startRealServer(
  programs: NonNullable<ReturnType<typeof realPrograms>>,
): Promise<Server> {
  const server = await startApiServer(programs.etcd, programs.apiServer);
  const [config, certificate] = [join(server.directory, "kubeconfig"), join(server.directory, "ca.crt")];
  writeFileSync(config, kubeconfig(server));
  writeFileSync(certificate, server.certificate);
  server.alongside(programs.controllers, [
    `--kubeconfig=${config}`,
    `--service-account-private-key-file=${join(server.directory, "sa.key")}`,
    `--root-ca-file=${certificate}`,
    "--use-service-account-credentials",
    "--leader-elect=false",
    "--secure-port=0",
    // No kubelet renews the leases of the nodes: this one would find them dead after 50 seconds.
    "--controllers=*,-node-lifecycle-controller",
  ]);
  for (let attempt = 0; attempt < startSeconds * 10; attempt++) {
    const account = await server.send("GET", "/api/v1/namespaces/default/serviceaccounts/default");
    if (account.status === 200) return server;
    await wait(100);
  }
  await server.stop();
  throw new Error(`the controllers made no service account within ${startSeconds} seconds`);
}
