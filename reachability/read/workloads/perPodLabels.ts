/**
 * Labels that controllers give each pod, or each revision of a template, with values that a template does not tell. They
 * would make every pod a kind of its own, so they are left out unless a selector asks for them.
 * https://kubernetes.io/docs/reference/labels-annotations-taints/
 */
export const perPodLabels: readonly string[] = [
  "pod-template-hash",
  "controller-revision-hash",
  "pod-template-generation",
  "controller-uid",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-completion-index",
];

/** Labels of a StatefulSet's pods, which its name and the ordinal tell. */
export const ordinalLabels = {
  name: "statefulset.kubernetes.io/pod-name",
  index: "apps.kubernetes.io/pod-index",
} as const;

/** Labels of a Job's pods; below a CronJob they differ from run to run. */
export const jobNameLabels: readonly string[] = ["job-name", "batch.kubernetes.io/job-name"];
