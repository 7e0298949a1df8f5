import type { RecordedOptions, RecordedResource } from "../../cli/plan/record.js";

/** What a hand-made resource says of itself; all else is what most resources are. */
export interface ResourceShape {
  readonly type: string;
  readonly name: string;
  readonly urn?: string;
  readonly parent?: string;
  readonly custom?: boolean;
  readonly remote?: boolean;
  readonly inputs?: RecordedResource["inputs"];
  readonly options?: Partial<RecordedOptions>;
}

/** The options of a resource of which nothing is said. */
export const noOptions: RecordedOptions = {
  protect: false,
  retainOnDelete: false,
  deleteBeforeReplace: false,
  ignoreChanges: [],
  replaceOnChanges: [],
  dependsOn: [],
  hooks: [],
  aliases: [],
};

/** A registered resource, made by hand. Its URN is `type::name` where none is given. */
export function resource({ type, name, options, ...shape }: ResourceShape): RecordedResource {
  return {
    urn: `${type}::${name}`,
    type,
    name,
    custom: true,
    remote: false,
    inputs: {},
    ...shape,
    options: { ...noOptions, ...options },
  };
}
