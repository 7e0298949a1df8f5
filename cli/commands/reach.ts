import type { Command } from "../command.js";
import type { Io } from "../io.js";
import { readInput } from "../reach/input.js";
import { reachOptions, type ReachOptions } from "../reach/options.js";

const help = `basalt reach: who can talk to whom, and why, by the policies of Kubernetes and Calico

Usage: basalt reach DIR|FILE|- [question] [options]
       basalt reach --stack NAME [question] [options]

Looks at manifests (YAML or JSON: of Helm, kustomize, kubectl get -o yaml), or at what a stack's program would make.

Questions (default: the whole matrix):
  --from A --to B [--port P]  whether A can open connections to B; without a port, what it can open at all
      A, B     namespace/workload, workload, namespace/workload{label=value}, a Service (its ports become the
               pods'), an IP address, a CIDR, internet
      P        8080, 8080/udp, a port's name, icmp
  --explain                   with --from and --to: which policy and rule decided each direction, and the smallest
                              change that would allow it, tried before it is told
  --exposure                  what pods and namespaces that are not there yet, and addresses outside, could reach
  --hygiene                   policies, rules and Services that do not do what they seem to
  --diff BASE                 what changed since BASE: a folder or file, a saved --json, or a git revision

Options:
  --namespace NAME   tell of this namespace only, every name of it (repeatable)
  --focus WORKLOAD   tell of this workload only (repeatable)
  --format FORMAT    text (default), json, markdown, mermaid
  --json             the same as --format json; docs/reach-json.md describes it
  --staged           what if Calico's staged policies were enforced
  --calico VERSION   the Calico that enforces: 3.29 to 3.32 (default: the stack's, else 3.32)
  --pod-cidr CIDR    where pods get addresses from (repeatable; default: as the manifests say)
  --node-cidr CIDR   where nodes are (repeatable; default: as the manifests say)
  --stack NAME       the stack, by its file Pulumi.NAME.yaml
  --cwd DIR          the stack's project (default: the nearest above with a Pulumi.yaml, else Basalt's own)
  --help             print this

Reads only; needs no cluster. Exit codes: 0 clean (with --from and --to: allowed), 1 findings (denied; with --diff:
something undeclared was opened), 2 could not run (manifests that cannot be understood are named, and not guessed at).

Examples:
  basalt reach manifests/
  kubectl get pods,ns,svc,netpol -A -o yaml | basalt reach -
  basalt reach manifests/ --from shop/web --to shop/redis --port 6379 --explain
  basalt reach --stack prod --namespace shop
  basalt reach manifests/ --diff main --format markdown
`;

/** `basalt reach`. */
export const reach: Command = {
  help,
  async run(args, io) {
    const options = reachOptions(args);
    progress(io, options);
    const input = await readInput(options, io);
    const { question } = options;
    switch (question.kind) {
      case "matrix":
        return (await import("../reach/answerMatrix.js")).answerMatrix(input, options, io);
      case "connection":
        return (await import("../reach/answerConnection.js")).answerConnection(input, question, options, io);
      case "exposure":
        return (await import("../reach/answerExposure.js")).answerExposure(input, options, io);
      case "hygiene":
        return (await import("../reach/answerHygiene.js")).answerHygiene(input, options, io);
      case "diff":
        return (await import("../reach/answerDiff.js")).answerDiff(input, question.base, options, io);
    }
  },
};

function progress(io: Io, { path, stack }: ReachOptions): void {
  if (io.interactive) io.err(`reading ${stack === undefined ? JSON.stringify(path) : `stack ${stack}`}\n`);
}
