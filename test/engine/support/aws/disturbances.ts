import { setTimeout as wait } from "node:timers/promises";
import type { Properties } from "./values.js";

/** What an operation does. */
export type Verb = "create" | "update" | "read" | "delete" | "invoke";

/** One call of the provider. */
export interface Operation {
  readonly verb: Verb;
  readonly preview: boolean;
  readonly type: string;
  /** Logical name; the function's for an invoke. */
  readonly name: string;
  readonly urn: string;
  /** Empty until a created resource has one. */
  readonly id: string;
  readonly inputs: Properties;
  /** Whether it failed, and why. */
  readonly failure?: string;
}

/** Which operations; previews are never among them. */
export type Matches = (operation: Operation) => boolean;

/** A fault to inject. */
export interface Fault {
  readonly matches: Matches;
  readonly message: string;
  /** How many operations fail. Default: all that match. */
  readonly times?: number;
  /** Whether AWS has done it when it fails. Default: "before". */
  readonly when?: "before" | "after";
}

/** Called before an operation that changes something; the operation waits for it, and is not done if its engine dies meanwhile. */
export type Observer = (operation: Operation) => Promise<void> | void;

/** An operation that is held. */
export interface Hold {
  /** Settles when the operation would begin. */
  readonly reached: Promise<Operation>;
  release(): void;
}

/** What tests do to operations: observe them, hold them up, let them fail. */
export class Disturbances {
  readonly #faults: { fault: Fault; left: number }[] = [];
  readonly #observers = new Set<Observer>();
  readonly #lateObservers = new Set<Observer>();

  /** Injects a fault; what is returned takes it away. */
  inject(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Infinity };
    this.#faults.push(entry);
    return () => {
      entry.left = 0;
    };
  }

  /** Adds an observer; what is returned removes it. */
  before(observer: Observer): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  /** Adds an observer of what AWS has done and the engine does not know yet; what is returned removes it. */
  after(observer: Observer): () => void {
    this.#lateObservers.add(observer);
    return () => this.#lateObservers.delete(observer);
  }

  /** Makes operations wait; what is returned stops that. */
  delay(matches: Matches, milliseconds: number): () => void {
    return this.before(async (operation) => {
      if (matches(operation)) await wait(milliseconds);
    });
  }

  /** Stops the operations that match until they are released. */
  hold(matches: Matches): Hold {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const reached = new Promise<Operation>((resolve) => {
      this.before(async (operation) => {
        if (!matches(operation)) return;
        resolve(operation);
        await released;
      });
    });
    return { reached, release };
  }

  /** To be awaited before an operation; throws what it shall fail with. */
  async beforeIt(operation: Operation, signal: AbortSignal): Promise<void> {
    if (operation.verb !== "read") for (const observer of this.#observers) await observer(operation);
    signal.throwIfAborted();
    this.#fail(operation, "before");
  }

  /** To be awaited when an operation is done, and its engine does not know yet. */
  async afterIt(operation: Operation): Promise<void> {
    if (operation.verb !== "read") for (const observer of this.#lateObservers) await observer(operation);
    this.#fail(operation, "after");
  }

  #fail(operation: Operation, when: "before" | "after"): void {
    const entry = this.#faults.find(
      ({ fault, left }) => left > 0 && (fault.when ?? "before") === when && fault.matches(operation),
    );
    if (!entry) return;
    entry.left -= 1;
    throw new Error(entry.fault.message);
  }
}
