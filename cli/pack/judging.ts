import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { Struct as Properties } from "google-protobuf/google/protobuf/struct_pb.js";
import type { Listener } from "../plan/listener.js";
import type { PackDiagnostic, PackProcess } from "./packProcess.js";
import { alone, besides, type PackResource } from "./toldResource.js";

/** So many questions are open at once: the pack always has the next, and no answer waits long. */
const mostOpen = 16;

/** One resource of a run: its bytes, and what of it is still to come. */
interface Told {
  readonly resource: Omit<PackResource, "properties">;
  /** As it was registered; kept until its outputs are known. */
  properties?: Struct;
  readonly registered: Uint8Array;
  /** As it is in the end; components without outputs have no properties then. */
  settled?: Uint8Array;
}

/**
 * Has a run of the program judged while it goes on. The pack is asked as the engine asks it: for each resource by what the
 * program gave, and for the whole stack by what became of it.
 */
export class Judging implements Listener {
  readonly #told: Told[] = [];
  readonly #byUrn = new Map<string, Told>();
  readonly #diagnostics: PackDiagnostic[] = [];
  #next = 0;
  #open = 0;
  #pack: PackProcess | undefined;
  #failure: unknown;
  #changed: () => void = () => undefined;

  registered({ properties, ...resource }: PackResource): void {
    const told = { resource, properties, registered: alone({ properties, ...resource }) };
    this.#told.push(told);
    this.#byUrn.set(resource.urn, told);
    this.#ask();
  }

  settled(urn: string, outputs: Struct): void {
    const told = this.#byUrn.get(urn);
    if (!told) return;
    told.settled =
      outputs === told.properties ? told.registered : alone({ ...told.resource, properties: outputs });
    delete told.properties;
  }

  /** From now on the pack is asked. */
  begin(pack: PackProcess): void {
    this.#pack = pack;
    this.#ask();
    this.#changed();
  }

  /** Everything that the pack says, once the program has ended. Fails where the pack does. */
  async end(): Promise<{ readonly diagnostics: readonly PackDiagnostic[]; readonly resources: number }> {
    while (this.#failure === undefined && (!this.#pack || this.#next < this.#told.length || this.#open > 0))
      await new Promise<void>((resolve) => (this.#changed = resolve));
    if (this.#failure !== undefined) throw this.#failure as Error;
    const ofStack = await this.#pack!.analyzeStackBytes(
      // Registrations race; the order of URNs is the same every time.
      [...this.#told]
        .sort((a, b) => (a.resource.urn < b.resource.urn ? -1 : 1))
        .map(({ resource, settled }) => [
          settled ?? alone({ ...resource, properties: new Properties() }),
          besides(resource),
        ]),
    );
    return { diagnostics: [...this.#diagnostics, ...ofStack], resources: this.#told.length };
  }

  /** What the pack cannot be asked any more, and why. */
  fail(failure: unknown): void {
    this.#failure ??= failure;
    this.#changed();
  }

  #ask(): void {
    while (
      this.#pack &&
      this.#failure === undefined &&
      this.#open < mostOpen &&
      this.#next < this.#told.length
    ) {
      const { registered } = this.#told[this.#next++]!;
      this.#open++;
      this.#pack
        .analyzeBytes(registered)
        .then((diagnostics) => this.#diagnostics.push(...diagnostics))
        .catch((error: unknown) => this.fail(error))
        .finally(() => {
          this.#open--;
          this.#ask();
          this.#changed();
        });
    }
  }
}
