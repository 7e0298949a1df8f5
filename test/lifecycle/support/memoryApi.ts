import { UnreachableError, type KubernetesApi, type RunningPod } from "../../../lifecycle/kubernetesApi.js";
import { secondsNow } from "./clock.js";

/** What happens to evictions: allowed, or who blocks them. */
type Budget = (pod: string, seconds: number) => string | undefined;

interface MemoryApiOptions {
  /** Pods by node. */
  readonly pods: Readonly<Record<string, readonly string[]>>;
  /** Default: nobody blocks. */
  readonly budget?: Budget;
  /** Seconds at which the server does not answer. Default: none. */
  readonly away?: (seconds: number) => boolean;
  /** Seconds that a pod takes to end. Default: 0. */
  readonly endsAfter?: number;
}

/** A cluster in memory, and what was asked of it. Its time starts at zero. */
export class MemoryApi implements KubernetesApi {
  /** `cordon n1`, `evict web`, oldest first. */
  readonly calls: string[] = [];
  readonly #pods: Map<string, { readonly node: string; endsAt?: number }>;

  constructor(private readonly options: MemoryApiOptions) {
    const all = Object.entries(options.pods).flatMap(([node, names]) =>
      names.map((name) => [name, { node }] as const),
    );
    this.#pods = new Map(all);
  }

  /** Pods that nobody evicted, or that have not ended. */
  get left(): string[] {
    return [...this.#pods]
      .filter(([, { endsAt }]) => endsAt === undefined || endsAt > secondsNow())
      .map(([name]) => name);
  }

  nodes(): Promise<never[]> {
    return Promise.resolve([]);
  }

  async cordon(node: string): Promise<void> {
    await this.#answer();
    this.calls.push(`cordon ${node}`);
  }

  async podsToMove(node: string): Promise<RunningPod[]> {
    await this.#answer();
    return this.left
      .filter((name) => this.#pods.get(name)!.node === node)
      .map((name) => ({
        namespace: "shop",
        name,
        uid: name,
        ending: this.#pods.get(name)!.endsAt !== undefined,
      }));
  }

  async evict({ name }: RunningPod): Promise<Awaited<ReturnType<KubernetesApi["evict"]>>> {
    await this.#answer();
    const blockedBy = this.options.budget?.(name, secondsNow());
    if (blockedBy !== undefined) return { accepted: false, blockedBy };
    this.calls.push(`evict ${name}`);
    this.#pods.get(name)!.endsAt = secondsNow() + (this.options.endsAfter ?? 0);
    return { accepted: true };
  }

  isRolledOut(): Promise<boolean> {
    return Promise.resolve(true);
  }

  volumesToDelete(): Promise<never[]> {
    return Promise.resolve([]);
  }

  #answer(): Promise<void> {
    return this.options.away?.(secondsNow()) === true
      ? Promise.reject(new UnreachableError("connection refused"))
      : Promise.resolve();
  }
}
