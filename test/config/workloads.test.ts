import { inShop, refuses } from "../support/project.js";

const cart = (lines: string) =>
  inShop("{ grpc: 7070, metrics: 9090 }", `{ grpc: 7070, metrics: 9090 }\n    ${lines}`);
const job = (kind: string, lines = "") =>
  inShop("  redis:\n", `  report:\n    image: app\n    kind: ${kind}\n${lines}  redis:\n`);

describe("a workload", () => {
  describe("its fields", () => {
    refuses([
      {
        title: "refuses an unknown key",
        changes: [cart("privileged: true")],
        problems: [
          "namespaces/shop.yaml:9 workloads.cart.privileged: found an unknown key; allowed: only image, kind, replicas, schedule, command, args, ports, env, secrets, files, scratch, volumes, requests, limits, probes, user, kubernetesToken, aws, terminationGraceSeconds, nodes",
        ],
      },
      {
        title: "refuses a name with capitals",
        changes: [inShop("  redis:\n", "  Report: { image: app }\n  redis:\n")],
        problems: [
          'namespaces/shop.yaml:11 workloads.Report: found the name "Report"; allowed: lower-case letters, digits and hyphens, starting with a letter, at most 45 characters',
        ],
      },
      {
        title: "refuses a name too long for the pods' names",
        changes: [inShop("  redis:\n", `  ${"a".repeat(46)}: { image: app }\n  redis:\n`)],
        problems: [
          'namespaces/shop.yaml:11 workloads.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: found the name "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; allowed: lower-case letters, digits and hyphens, starting with a letter, at most 45 characters',
        ],
      },
      {
        title: "refuses the names that mean addresses",
        changes: [
          inShop(
            "  redis:\n",
            "  internet: { image: app }\n  kubernetes-api: { image: app }\n  pod-identity: { image: app }\n  redis:\n",
          ),
        ],
        problems: [
          'namespaces/shop.yaml:11 workloads.internet: found "internet", which means addresses in a flow; allowed: another name',
          'namespaces/shop.yaml:12 workloads.kubernetes-api: found "kubernetes-api", which means addresses in a flow; allowed: another name',
          'namespaces/shop.yaml:13 workloads.pod-identity: found "pod-identity", which means addresses in a flow; allowed: another name',
        ],
      },
      {
        title: "refuses neither an image nor a selector",
        changes: [inShop("    selector: { app: redis }\n", "")],
        problems: [
          "namespaces/shop.yaml:11 workloads.redis.image: found nothing; allowed: the name of a pin under basalt:images, or an image with its digest",
        ],
      },
      {
        title: "refuses both an image and a selector",
        changes: [inShop("selector: { app: redis }", "selector: { app: redis }\n    image: app")],
        problems: [
          "namespaces/shop.yaml:12 workloads.redis.selector: found an unknown key; allowed: only image, kind, replicas, schedule, command, args, ports, env, secrets, files, scratch, volumes, requests, limits, probes, user, kubernetesToken, aws, terminationGraceSeconds, nodes; or, for a workload that something else renders, only selector, ports",
        ],
      },
      {
        title: "refuses a misspelt selector, and tells of both kinds of workload",
        changes: [inShop("selector: { app: redis }", "selecter: { app: redis }")],
        problems: [
          "namespaces/shop.yaml:11 workloads.redis.image: found nothing; allowed: the name of a pin under basalt:images, or an image with its digest",
          "namespaces/shop.yaml:12 workloads.redis.selecter: found an unknown key; allowed: only image, kind, replicas, schedule, command, args, ports, env, secrets, files, scratch, volumes, requests, limits, probes, user, kubernetesToken, aws, terminationGraceSeconds, nodes; or, for a workload that something else renders, only selector, ports",
        ],
      },
      {
        title: "refuses fields of a rendered workload next to a selector, and tells of both kinds",
        changes: [inShop("selector: { app: redis }", "selector: { app: redis }\n    replicas: 2")],
        problems: [
          "namespaces/shop.yaml:13 workloads.redis.replicas: found an unknown key; allowed: only selector, ports; or, for a workload that Basalt renders, image and no selector",
        ],
      },
      {
        title: "takes a workload with an image for one that it renders, whatever its mistakes",
        changes: [inShop("  redis:\n", "  bad: { image: Bad, user: 0, replicas: -1 }\n  redis:\n")],
        problems: [
          'namespaces/shop.yaml:11 workloads.bad.image: found "Bad"; allowed: the name of a pin under basalt:images, or an image with its digest',
          "namespaces/shop.yaml:11 workloads.bad.replicas: found -1 (a number); allowed: a whole number of replicas from 0 to 10000",
          "namespaces/shop.yaml:11 workloads.bad.user: found 0 (a number); allowed: a whole number from 1 to 2147483647",
        ],
      },
      {
        title: "refuses a selector that selects everything",
        changes: [inShop("{ app: redis }", "{}")],
        problems: [
          "namespaces/shop.yaml:12 workloads.redis.selector: found a mapping of nothing; allowed: at least one label; an empty selector would mean every pod",
        ],
      },
      {
        title: "refuses the name of the service account that every namespace has",
        changes: [inShop("  redis:\n", "  default: { image: app }\n  redis:\n")],
        problems: [
          'namespaces/shop.yaml:11 workloads.default: found "default", the service account that every namespace has; allowed: another name',
        ],
      },
      {
        title: "accepts that name where something else renders the workload",
        changes: [inShop("  redis:\n", "  default: { selector: { app: default } }\n  redis:\n")],
        problems: [],
      },
      {
        title: "refuses root",
        changes: [cart("user: 0")],
        problems: [
          "namespaces/shop.yaml:9 workloads.cart.user: found 0 (a number); allowed: a whole number from 1 to 2147483647",
        ],
      },
      {
        title: "refuses a kind nobody knows",
        changes: [cart("kind: Pod")],
        problems: [
          'namespaces/shop.yaml:9 workloads.cart.kind: found "Pod"; allowed: one of Deployment, StatefulSet, DaemonSet, Job, CronJob',
        ],
      },
      {
        title: "refuses numbers as variables",
        changes: [inShop("{ LEVEL: info }", "{ LEVEL: 1, 2ND: two }")],
        problems: [
          "namespaces/shop.yaml:9 workloads.cart.env.LEVEL: found 1 (a number); allowed: text; quote numbers and true/false",
          'namespaces/shop.yaml:9 workloads.cart.env."2ND": found the name "2ND"; allowed: letters, digits and underscores, not starting with a digit',
        ],
      },
      {
        title: "refuses a variable that is a secret as well",
        changes: [inShop("{ LEVEL: info }", "{ TOKEN: text }")],
        problems: [
          "namespaces/shop.yaml:10 workloads.cart.secrets.TOKEN: found a variable that env sets as well; allowed: each variable once",
        ],
      },
      {
        title: "refuses a secret that the stack does not have",
        changes: [inShop("TOKEN: token", "TOKEN: password")],
        problems: [
          'namespaces/shop.yaml:10 workloads.cart.secrets.TOKEN: found "password"; allowed: a name under basalt:secrets of the stack file (token)',
        ],
      },
      {
        title: "refuses a secret named like an inherited property",
        changes: [inShop("TOKEN: token", "TOKEN: constructor")],
        problems: [
          'namespaces/shop.yaml:10 workloads.cart.secrets.TOKEN: found "constructor"; allowed: a name under basalt:secrets of the stack file (token)',
        ],
      },
      {
        title: "accepts a variable named like an inherited property",
        changes: [inShop("TOKEN: token", "constructor: token")],
        problems: [],
      },
      {
        title: "refuses a scratch directory in place of all",
        changes: [cart("scratch: { /: 1Gi }")],
        problems: [
          'namespaces/shop.yaml:9 workloads.cart.scratch."/": found the name "/"; allowed: an absolute path below /',
        ],
      },
      {
        title: "accepts a scratch directory of one letter",
        changes: [cart("scratch: { /a: 1Gi }")],
        problems: [],
      },
      {
        title: "refuses a relative path",
        changes: [cart("files: { etc/app.conf: text }")],
        problems: [
          'namespaces/shop.yaml:9 workloads.cart.files."etc/app.conf": found the name "etc/app.conf"; allowed: an absolute path below /',
        ],
      },
      {
        title: "refuses a path that is a file and writable",
        changes: [cart("files: { /etc/app: text }\n    scratch: { /etc/app: 1Mi, /tmp: 1Mi }")],
        problems: [
          'namespaces/shop.yaml:10 workloads.cart.scratch."/etc/app": found a path that files mounts as well; allowed: each path once',
        ],
      },
      {
        title: "refuses a size without a unit",
        changes: [cart("scratch: { /tmp: 100 }")],
        problems: [
          'namespaces/shop.yaml:9 workloads.cart.scratch."/tmp": found 100 (a number); allowed: an amount of memory such as 128Mi or 2Gi',
        ],
      },
      {
        title: "refuses requests over the limits",
        changes: [cart('requests: { cpu: "2", memory: 1Gi }\n    limits: { cpu: 1500m, memory: 1000Mi }')],
        problems: [
          "namespaces/shop.yaml:9 workloads.cart.requests.memory: found 1Gi; allowed: at most the limit, 1000Mi",
          "namespaces/shop.yaml:9 workloads.cart.requests.cpu: found 2; allowed: at most the limit, 1500m",
        ],
      },
      {
        title: "accepts requests that equal the limits",
        changes: [cart('requests: { cpu: "1.5", memory: 1Gi }\n    limits: { cpu: 1500m, memory: 1024Mi }')],
        problems: [],
      },
      {
        title: "refuses a node group that the stack does not have",
        changes: [cart("nodes: gpu")],
        problems: [
          'namespaces/shop.yaml:9 workloads.cart.nodes: found "gpu"; allowed: a node group of the stack file (general)',
        ],
      },
      { title: "accepts a node group of the stack", changes: [cart("nodes: general")], problems: [] },
      {
        title: "refuses an endless grace period",
        changes: [cart("terminationGraceSeconds: 86400")],
        problems: [
          "namespaces/shop.yaml:9 workloads.cart.terminationGraceSeconds: found 86400 (a number); allowed: a whole number of seconds from 1 to 3600",
        ],
      },
    ]);
  });

  describe("its kind", () => {
    refuses([
      {
        title: "refuses replicas of a DaemonSet",
        changes: [cart("kind: DaemonSet\n    replicas: 2")],
        problems: [
          "namespaces/shop.yaml:10 workloads.cart.replicas: found replicas for a DaemonSet; allowed: replicas only for Deployment and StatefulSet",
        ],
      },
      {
        title: "refuses a CronJob without a schedule",
        changes: [job("CronJob")],
        problems: [
          "namespaces/shop.yaml:11 workloads.report.schedule: found nothing; allowed: when the CronJob runs, in five cron fields",
        ],
      },
      {
        title: "refuses a schedule of four fields",
        changes: [job("CronJob", "    schedule: 0 3 * *\n")],
        problems: [
          'namespaces/shop.yaml:14 workloads.report.schedule: found "0 3 * *"; allowed: five cron fields',
        ],
      },
      {
        title: "refuses a schedule of a Job",
        changes: [job("Job", '    schedule: "0 3 * * *"\n')],
        problems: [
          "namespaces/shop.yaml:14 workloads.report.schedule: found a schedule for a Job; allowed: a schedule only for a CronJob",
        ],
      },
      {
        title: "refuses ports of a Job",
        changes: [job("Job", "    ports: { http: 80 }\n")],
        problems: [
          "namespaces/shop.yaml:14 workloads.report.ports: found ports of a Job; allowed: ports only for Deployment, StatefulSet, DaemonSet",
        ],
      },
      {
        title: "refuses replicas of a CronJob",
        changes: [job("CronJob", '    schedule: "0 3 * * *"\n    replicas: 2\n')],
        problems: [
          "namespaces/shop.yaml:15 workloads.report.replicas: found replicas for a CronJob; allowed: replicas only for Deployment and StatefulSet",
        ],
      },
      {
        title: "accepts a CronJob with a schedule",
        changes: [job("CronJob", '    schedule: "0 3 * * *"\n')],
        problems: [],
      },
      {
        title: "refuses more replicas than a cluster has",
        changes: [cart("replicas: 10001")],
        problems: [
          "namespaces/shop.yaml:9 workloads.cart.replicas: found 10001 (a number); allowed: a whole number of replicas from 0 to 10000",
        ],
      },
    ]);
  });
});
