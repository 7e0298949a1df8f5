import { condition, hashOf, living, make, owned, report } from "./controlled.js";
import { kindNamed } from "./kinds.js";
import { timestamp, type Store } from "./store.js";

const [pods, jobs] = [kindNamed("Pod"), kindNamed("Job")];

/** Jobs: pods until enough have succeeded. */
export function runJobs(store: Store): void {
  for (const job of living(store.list(jobs))) {
    if (job.status?.conditions !== undefined) continue;
    const { completions = 1, template = {} } = job.spec ?? {};
    const mine = owned(store, pods, job);
    const labels = {
      ...template.metadata?.labels,
      "batch.kubernetes.io/job-name": job.metadata.name,
      "job-name": job.metadata.name,
    };
    for (let count = mine.length; count < completions; count++)
      make(
        store,
        pods,
        job,
        `${job.metadata.name}-${hashOf([store.version, count]).slice(0, 5)}`,
        labels,
        template.spec ?? {},
      );
    const succeeded = mine.filter((pod) => pod.status?.phase === "Succeeded").length;
    const done = ["SuccessCriteriaMet", "Complete"].map((type) =>
      condition(type, true, "CompletionsReached"),
    );
    report(store, jobs, job, {
      startTime: job.status?.["startTime"] ?? timestamp(),
      active: mine.length - succeeded,
      ...(succeeded > 0 ? { succeeded } : {}),
      ...(succeeded >= completions ? { completionTime: timestamp(), conditions: done } : {}),
    });
  }
}
