import { computedOutputs, kindOf, newId, prefixedName } from "./catalogue.js";
import { Disturbances, type Operation } from "./disturbances.js";
import { nameOf, typeOf, type Place } from "./identity.js";
import type { Made } from "./kind.js";
import { changedGroup, isNodeGroup, type NodeLife } from "./nodeGroups.js";
import { goesWith, objectionToDelete, objectionToUpdate } from "./rules.js";
import { completed, text, withoutBookkeeping, type Properties } from "./values.js";

/** Something that exists in the account. */
export interface LiveResource {
  readonly type: string;
  readonly id: string;
  readonly urn: string;
  readonly createdAt: string;
  /** Its name, where inputs have only a prefix. */
  readonly prefixed: Properties;
  inputs: Properties;
  outputs: Properties;
  /** How often it was changed. */
  changes: number;
}

/** What an engine asks for. */
export interface Request {
  readonly urn: string;
  readonly inputs: Properties;
  /** The outputs that come from tags. */
  readonly tags: Properties;
  /** Aborted when the engine is gone. */
  readonly signal: AbortSignal;
}

/** Where the cluster of this account really is. */
export type ApiServer = Made["apiServer"];

/** An AWS account in memory: what exists, what was done, what goes wrong. */
export class Account {
  readonly live = new Map<string, LiveResource>();
  /** All calls, those of previews too; empty it to look at what comes. */
  readonly operations: Operation[] = [];
  /** What goes wrong here. */
  readonly disturbances = new Disturbances();
  readonly #generations = new Map<string, number>();
  #clock = Date.UTC(2026, 0, 1);

  constructor(
    readonly place: Place,
    readonly apiServer: ApiServer,
    readonly nodes: NodeLife,
  ) {}

  /** What exists of a type, oldest first. */
  of(type: string): LiveResource[] {
    return [...this.live.values()].filter((resource) => resource.type === type);
  }

  find(type: string, id: string): LiveResource | undefined {
    return this.live.get(`${type} ${id}`);
  }

  /** How many resources a URN has had: the next generated name must be another one. */
  generation(urn: string): number {
    return this.#generations.get(urn) ?? 0;
  }

  async create({ urn, inputs, tags, signal }: Request): Promise<LiveResource> {
    const type = typeOf(urn);
    return await this.#perform({ verb: "create", urn, id: "", inputs }, signal, async () => {
      const kind = kindOf(type);
      const prefixed = prefixedName(type, urn, inputs, this.generation(urn));
      const named = { ...inputs, ...prefixed };
      const taken = kind.taken?.(named);
      if (
        taken !== undefined &&
        this.of(type).some((other) => kind.taken!({ ...other.inputs, ...other.prefixed }) === taken)
      )
        throw new Error(`${kind.conflict ?? "ResourceInUseException"}: ${type} ${taken} already exists`);
      const id = newId(type, urn, named, this.generation(urn));
      this.#generations.set(urn, this.generation(urn) + 1);
      const resource = { type, id, urn, createdAt: this.#now(), prefixed, inputs, outputs: {}, changes: 0 };
      this.#complete(resource, tags);
      this.live.set(`${type} ${id}`, resource);
      if (isNodeGroup(resource)) await this.nodes.nodeGroupChanged(changedGroup(resource, this));
      return resource;
    });
  }

  async update(id: string, { urn, inputs, tags, signal }: Request): Promise<LiveResource> {
    return await this.#perform({ verb: "update", urn, id, inputs }, signal, async () => {
      const resource = this.#existing(urn, id);
      const objection = objectionToUpdate(resource.type, resource.inputs, inputs);
      if (objection !== undefined) throw new Error(objection);
      const scaled =
        JSON.stringify(resource.inputs["scalingConfig"]) !== JSON.stringify(inputs["scalingConfig"]);
      const live = resource.outputs["scalingConfig"];
      resource.inputs = inputs;
      resource.changes += 1;
      this.#complete(resource, tags);
      if (isNodeGroup(resource)) {
        // The API is told sizes only when one of them differs, and then all three: a live size is lost.
        if (!scaled && live !== undefined) resource.outputs = { ...resource.outputs, scalingConfig: live };
        await this.nodes.nodeGroupChanged(changedGroup(resource, this));
      }
      return resource;
    });
  }

  async delete(id: string, { urn, signal }: Pick<Request, "urn" | "signal">): Promise<void> {
    await this.#perform({ verb: "delete", urn, id, inputs: {} }, signal, async () => {
      const resource = this.find(typeOf(urn), id);
      // What is gone already needs no deleting.
      if (!resource) return;
      const objection = objectionToDelete(resource, [...this.live.values()]);
      if (objection !== undefined) throw new Error(objection);
      if (isNodeGroup(resource)) await this.nodes.nodeGroupDeleted(text(resource.inputs, "nodeGroupName"));
      this.live.delete(`${resource.type} ${id}`);
      for (const [key, other] of this.live) if (goesWith(other, resource)) this.live.delete(key);
    });
  }

  async read(
    id: string,
    { urn, signal }: Pick<Request, "urn" | "signal">,
  ): Promise<LiveResource | undefined> {
    return await this.#perform({ verb: "read", urn, id, inputs: {} }, signal, () =>
      Promise.resolve(this.find(typeOf(urn), id)),
    );
  }

  /** Notes a call that changes nothing. */
  note(operation: Operation): void {
    this.operations.push(operation);
  }

  async #perform<Result>(
    call: Pick<Operation, "verb" | "urn" | "id" | "inputs">,
    signal: AbortSignal,
    act: () => Promise<Result>,
  ): Promise<Result> {
    const operation: Operation = { ...call, preview: false, type: typeOf(call.urn), name: nameOf(call.urn) };
    try {
      await this.disturbances.beforeIt(operation, signal);
      const result = await act();
      await this.disturbances.afterIt(operation);
      const id = call.verb === "create" ? (result as LiveResource).id : call.id;
      this.note({ ...operation, id });
      return result;
    } catch (error) {
      this.note({ ...operation, failure: (error as Error).message });
      throw error;
    }
  }

  #existing(urn: string, id: string): LiveResource {
    const resource = this.find(typeOf(urn), id);
    if (!resource) throw new Error(`ResourceNotFoundException: ${typeOf(urn)} ${id} does not exist`);
    return resource;
  }

  #complete(resource: LiveResource, tags: Properties): void {
    const made = { ...this.place, ...resource, apiServer: this.apiServer };
    const computed = { ...computedOutputs(resource.type, made), ...resource.prefixed };
    resource.outputs = { ...completed(withoutBookkeeping(resource.inputs), computed), ...tags };
  }

  #now(): string {
    this.#clock += 1000;
    return new Date(this.#clock).toISOString().replace(".000Z", "Z");
  }
}
