import assert from "node:assert/strict";
import { historyEntries } from "../../../cli/history/historyEntry.js";
import { journalOf } from "../../../cli/history/journal.js";
import type { ClusterPlace } from "../../../cli/rollback/existingResource.js";
import { remainsOf } from "../../../cli/rollback/remains.js";
import { commit, record } from "../history/records.js";
import { inProjectAsync } from "../../support/temporary.js";

const entry = (cluster: object) =>
  historyEntries([
    record(1, commit("a"), { config: { "basalt:cluster": { objectValue: cluster } } as never }),
  ])[0]!;

describe("where what a killed update was creating is looked for", () => {
  const region = "eu-central-1";
  const cases: readonly [string, object, object, ClusterPlace | undefined][] = [
    [
      "is the region and the account of what runs",
      { region, account: "111122223333" },
      { region: "us-east-1", account: "444455556666" },
      { region, account: "111122223333" },
    ],
    [
      "is those of the version to go to where nothing else says",
      {},
      { region, account: "1" },
      { region, account: "1" },
    ],
    ["may be any account where nothing says which", { region }, {}, { region }],
    ["is nowhere where nothing says a region", { account: "1" }, {}, undefined],
  ];
  for (const [title, runs, goal, expected] of cases)
    it(title, () =>
      inProjectAsync({ "Pulumi.yaml": "name: basalt\nruntime: nodejs\n" }, (directory) => {
        let place: ClusterPlace | undefined;
        const find = (asked: ClusterPlace | undefined) => {
          place = asked;
          return () => Promise.resolve("none" as const);
        };
        remainsOf(
          { directory, stack: "test" },
          { find },
          {
            backend: undefined,
            journal: journalOf(undefined, "test"),
            deployed: entry(runs),
            target: entry(goal),
          },
        );
        assert.deepEqual(place, expected);
        return Promise.resolve();
      }),
    );
});
