import type { ChangedTraffic } from "../../reachability/questions/diff/difference.js";
import { trafficText } from "../reporters/reach/trafficText.js";

/** What of a change opens, in words. */
export function shownTraffic({ added }: ChangedTraffic): string {
  return added ? trafficText(added) : "in all places";
}
