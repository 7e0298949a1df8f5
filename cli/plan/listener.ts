import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { PackResource } from "../pack/toldResource.js";

/** Hears of resources as an engine does that has them judged: each as it is registered, and what became of it. */
export interface Listener {
  /** Properties are what the program gave. */
  registered(resource: PackResource): void;
  /** Outputs, as far as they are known before a deployment. Components tell them last, or never. */
  settled(urn: string, outputs: Struct): void;
}
