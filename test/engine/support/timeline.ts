import { setTimeout as wait } from "node:timers/promises";
import type { LiveResource } from "./aws/account.js";
import { text } from "./aws/values.js";
import type { TestDeployment } from "./deployment.js";
import { hasCondition } from "./kubernetes/objects.js";

/** What happened to node groups, nodes and pods, in one order. */
export interface Timeline {
  /**
   * Node groups by the last letter of their zone and how many it has had: `create a2`, `resize a2 to 3`, `ready a2`,
   * `cordon a1`, `pods leave a1`, `delete a1`.
   */
  readonly entries: string[];
  /** Resolves when an entry is there. */
  reached(entry: string): Promise<void>;
  /** The entries so far without repetitions in a row, which are then forgotten. */
  take(): string[];
}

const nodeGroup = "aws:eks/nodeGroup:NodeGroup";
const groupLabel = "eks.amazonaws.com/nodegroup";

/** Longest that watches may be behind, in milliseconds. */
const watchDelay = 300;

/** Records what happens to a deployment and to the pods of a namespace from now on. */
export async function recordTimeline(
  { aws, cli, kubernetes }: TestDeployment,
  namespace: string,
): Promise<Timeline> {
  const entries: string[] = [];
  const waiting = new Set<() => void>();
  const note = (entry: string) => {
    entries.push(entry);
    for (const look of waiting) look();
  };

  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  const short = (group: string, urn: string): string => {
    const letter = urn.at(-1)!;
    if (!known.has(group)) {
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
      known.set(group, `${letter}${counts.get(letter)}`);
    }
    return known.get(group)!;
  };
  for (const { inputs, urn } of aws.account.of(nodeGroup)) short(text(inputs, "nodeGroupName"), urn);
  aws.account.disturbances.before(async ({ verb, type, urn, id, inputs }) => {
    if (type !== nodeGroup || (verb !== "create" && verb !== "delete")) return;
    const group = verb === "create" ? text(inputs, "nodeGroupName") : id.split(":")[1]!;
    await wait(watchDelay);
    note(`${verb} ${short(group, urn)}`);
  });

  const override = cli.override;
  cli.override = (words) => {
    const option = (name: string) => words[words.indexOf(name) + 1] ?? "";
    if (words[1] === "update-nodegroup-config") {
      const [, size = "?"] = /desiredSize=(\d+)/.exec(option("--scaling-config")) ?? [];
      note(`resize ${known.get(option("--nodegroup-name"))} to ${size}`);
    }
    return override(words);
  };

  const nodes = new Map<string, { readonly group: string; ready: boolean; open: boolean }>();
  await kubernetes.onChange("/api/v1/nodes", ({ type, object }) => {
    const { name, labels } = object.metadata;
    const group = known.get(labels?.[groupLabel] ?? "");
    if (group === undefined || type === "DELETED") return;
    const before = nodes.get(name) ?? { group, ready: false, open: true };
    const now = { group, ready: hasCondition(object, "Ready"), open: object.spec?.unschedulable !== true };
    nodes.set(name, now);
    if (now.ready && !before.ready) note(`ready ${group}`);
    if (!now.open && before.open) note(`cordon ${group}`);
  });
  const leaving = new Set<string>();
  await kubernetes.onChange(
    `/api/v1/namespaces/${namespace}/pods`,
    ({ type, object: { metadata, spec } }) => {
      const group = nodes.get(spec?.nodeName ?? "")?.group;
      const ends = type === "DELETED" || metadata.deletionTimestamp !== undefined;
      if (group === undefined || !ends || leaving.has(metadata.uid)) return;
      leaving.add(metadata.uid);
      note(`pods leave ${group}`);
    },
  );
  await wait(watchDelay);
  entries.length = 0;
  return {
    entries,
    reached: (entry) =>
      new Promise((resolve) => {
        const look = () => {
          if (!entries.includes(entry)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    take: () => entries.splice(0).filter((entry, index, all) => entry !== all[index - 1]),
  };
}

/** The live node groups of a zone, oldest first. */
export function groupsIn({ aws }: Pick<TestDeployment, "aws">, zone: string): LiveResource[] {
  return aws.account.of(nodeGroup).filter(({ urn }) => urn.endsWith(zone));
}
