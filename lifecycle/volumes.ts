import { setTimeout as wait } from "node:timers/promises";
import type { ClusterPlace } from "./awsCli.js";
import { countOf } from "./drain.js";
import { connect } from "./kubernetesApi.js";

/** The CSI driver of EBS, as an add-on and as volumes name it. */
export const ebs = { addon: "aws-ebs-csi-driver", driver: "ebs.csi.aws.com" } as const;

/** Longest that the driver gets to delete volumes whose claims are gone, in seconds. */
const timeoutSeconds = 600;

const pollInterval = 5_000;

/** Waits until the CSI driver has deleted what it has to: without it, nobody would. Reports what stays. */
export async function volumesDeleted(place: ClusterPlace, say: (line: string) => void): Promise<void> {
  try {
    const api = await connect(place);
    if (!api) return;
    const deadline = Date.now() + timeoutSeconds * 1000;
    let said = 0;
    for (;;) {
      const volumes = await api.volumesToDelete(ebs.driver);
      if (volumes.length === 0) return;
      if (Date.now() >= deadline) {
        say(
          `volumes that the CSI driver did not delete in ${timeoutSeconds} s: ${volumes.join(", ")}; delete them in EC2`,
        );
        return;
      }
      if (volumes.length !== said) say(`waiting for ${countOf(volumes.length, "volume")} to be deleted`);
      said = volumes.length;
      await wait(pollInterval);
    }
  } catch (error) {
    say(
      `cannot see whether volumes are left (${error instanceof Error ? error.message : String(error)}); look for them in EC2`,
    );
  }
}
