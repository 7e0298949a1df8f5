import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb.js";
import { difference, type Change } from "./difference.js";
import type { Properties } from "./values.js";

const kinds: Record<Change, [inPlace: PropertyDiff.Kind, replacing: PropertyDiff.Kind]> = {
  add: [PropertyDiff.Kind.ADD, PropertyDiff.Kind.ADD_REPLACE],
  delete: [PropertyDiff.Kind.DELETE, PropertyDiff.Kind.DELETE_REPLACE],
  update: [PropertyDiff.Kind.UPDATE, PropertyDiff.Kind.UPDATE_REPLACE],
};

/** What changed, as the engine wants to know it: without the changed keys and paths, `replaceOnChanges` would do nothing. */
export function diffResponse(type: string, olds: Properties, news: Properties): DiffResponse {
  const { parts, changed, replaces, deleteBeforeReplace } = difference(type, olds, news);
  const response = new DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  response.setChanges(parts.size === 0 ? DIFF_NONE : DIFF_SOME);
  response.setDiffsList([...changed]);
  response.setReplacesList([...replaces]);
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const [path, part] of parts) {
    const detail = new PropertyDiff();
    detail.setKind(kinds[part.change][part.replaces ? 1 : 0]);
    detail.setInputdiff(true);
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}
