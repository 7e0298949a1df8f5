import type { CalicoDeclaration, NodeGroupDeclaration } from "../../config/environmentSchema.js";

/** One text of a stack file, and what it becomes. */
export interface Edit {
  readonly path: readonly PropertyKey[];
  readonly from: string;
  readonly to: string;
}

/**
 * What a stack file pins and what changes as a whole, by the name that `--only` selects it by: the parts of a Calico
 * release belong together, a version and its charts and images.
 */
export type Pin =
  | { readonly kind: "kubernetes"; readonly name: "kubernetes"; readonly version: string }
  | {
      readonly kind: "nodes";
      readonly name: string;
      readonly index: number;
      readonly group: NodeGroupDeclaration;
    }
  | { readonly kind: "addon"; readonly name: string; readonly addon: string; readonly version: string }
  | { readonly kind: "calico"; readonly name: "calico"; readonly calico: CalicoDeclaration }
  | { readonly kind: "image"; readonly name: string; readonly key: string; readonly image: string };

/** A pin's next value, and all that this changes in the file. */
export interface PinUpdate {
  readonly pin: string;
  readonly from: string;
  readonly to: string;
  readonly edits: readonly Edit[];
  /** Day on which `to` came out, as YYYY-MM-DD; undefined where nobody tells. */
  readonly released?: string;
  /** Address of the release notes. */
  readonly notes?: string;
  /** What a reviewer should know besides. */
  readonly remark?: string;
}

/** Something about a pin that changes nothing by itself. */
export interface Remark {
  readonly pin: string;
  readonly text: string;
}

/** What was found out about one pin. */
export interface Finding {
  readonly update?: PinUpdate;
  readonly remarks: readonly Remark[];
}

/** Path of a value under `config` of a stack file. */
export function placeOf(key: string, ...path: readonly PropertyKey[]): readonly PropertyKey[] {
  return ["config", `basalt:${key}`, ...path];
}
