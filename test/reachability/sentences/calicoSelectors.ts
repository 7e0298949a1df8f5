import { calicoPolicy, packet, pod, referenceCalico, referenceSource, usual } from "./manifests.js";
import type { Sentence } from "./sentence.js";

const language = `${referenceCalico}networkpolicy#selector`;
const parser = `${referenceSource}libcalico-go/lib/selector/parser/`;

const from = (selector: string) => [
  ...usual.slice(0, 2),
  pod("shop/web"),
  pod("shop/db", {}, { tier: "data", "example.com/odd_key.x": "A-b" }),
  pod("shop/cache", {}, { tier: "" }),
  calicoPolicy({ ingress: [{ action: "Allow", source: { selector } }] }),
];

/** Each selector with the apps among db and cache that it chooses. */
const cases: readonly (readonly [string, string, readonly string[], string?])[] = [
  ["all()", "everything", ["db", "cache"]],
  ["tier == 'data'", "an equal value", ["db"]],
  ['tier == "data"', "an equal value in double quotes", ["db"]],
  ["tier=='data'", "an equal value without spaces", ["db"]],
  ["tier == 'Data'", "nothing in another case", []],
  ["tier == ''", "an empty value, but no absent label", ["cache"]],
  ["nobody == ''", "no absent label by an empty value", []],
  ["tier != 'data'", "another value", ["cache"]],
  ["nobody != 'data'", "an absent label by !=", ["db", "cache"], `${parser}ast.go`],
  ["app in {'db', 'x'}", "one of a set", ["db"]],
  ["nobody in {'db'}", "no absent label by in", []],
  ["app not in {'db'}", "none of a set", ["cache"]],
  ["nobody not in {'db'}", "an absent label by not in", ["db", "cache"], `${parser}ast.go`],
  [
    "app notin {'db'}",
    "none of a set in one word",
    ["cache"],
    `${referenceSource}libcalico-go/lib/selector/tokenizer/tokenizer.go`,
  ],
  ["has(tier)", "a present label", ["db", "cache"]],
  ["has(nobody)", "nothing by an absent label", []],
  ["!has(nobody)", "an absent label", ["db", "cache"]],
  ["has( example.com/odd_key.x )", "a label with all that a key may hold", ["db"]],
  ["app contains 'ach'", "a part of a value", ["cache"]],
  ["app starts with 'ca'", "the start of a value", ["cache"]],
  ["app ends with 'b'", "the end of a value", ["db"]],
  ["nobody contains ''", "no absent label by a part", []],
  ["!(app == 'db')", "the opposite", ["cache"]],
  ["!!has(tier)", "the opposite of the opposite", ["db", "cache"]],
  ["app == 'db' && tier == ''", "both", []],
  ["app == 'db' || tier == ''", "one or the other", ["db", "cache"]],
  ["app == 'db' || app == 'cache' && has(nobody)", "and before or", ["db"], `${parser}parser.go`],
  ["(app == 'db' || app == 'cache') && has(nobody)", "parentheses first", []],
  ["! app == 'db' && has(nobody)", "not before and", [], `${parser}parser.go`],
  ["projectcalico.org/namespace == 'shop'", "the label of the namespace's name", ["db", "cache"]],
  ["projectcalico.org/orchestrator == 'k8s'", "the label of the orchestrator", ["db", "cache"]],
  ["projectcalico.org/serviceaccount == 'default'", "the label of the service account", ["db", "cache"]],
  ["", "everything in the namespace and outside of it by an empty text", ["db", "cache"]],
];

/** Calico's language of selectors. */
export const calicoSelectors: readonly Sentence[] = cases.map(
  ([selector, means, chosen, reference = language]) => ({
    says: `means ${means} by ${JSON.stringify(selector)}`,
    reference,
    objects: from(selector),
    allowed: chosen.map((app) => packet(`shop/${app}`, "shop/web")),
    denied: ["db", "cache"]
      .filter((app) => !chosen.includes(app))
      .map((app) => packet(`shop/${app}`, "shop/web")),
  }),
);
