import { everything, type Selector } from "../../model/selector.js";
import type { NamespaceSelection } from "../../model/policy.js";
import type { Field } from "../field.js";
import { holdsForNoLabels } from "./holdsForNoLabels.js";
import { readSelector } from "./readSelector.js";
import { SelectorError, tokenize } from "./selectorTokens.js";

/**
 * Where a rule's `namespaceSelector` selects: any of these places. Undefined where there is none.
 *
 * Calico puts the prefix `pcns.` before every label and asks pods and network sets, so a negative selector holds for what
 * is in no namespace too.
 * https://github.com/projectcalico/calico/blob/v3.32.1/libcalico-go/lib/backend/syncersv1/updateprocessors/rules.go
 */
export function readNamespaceSelector(field: Field): readonly NamespaceSelection[] | undefined {
  if (typeof field.value === "string" && field.value.includes("global("))
    return readGlobal(field, field.value);
  const selector = readSelector(field);
  if (!selector) return undefined;
  const inside = namespaces(selector);
  // SEMANTICS.md: "`namespaceSelector: all()` = any pod in any namespace", so all() does not hold outside.
  return holdsForNoLabels(selector, false) ? [inside, { kind: "outside" }] : [inside];
}

/** The namespaces that a selector selects; by its name if it says no more. */
export function namespaces(selector: Selector): NamespaceSelection {
  // Calico gives every namespace this label, over whatever it has.
  if (selector.op === "in" && selector.key === "projectcalico.org/name" && selector.values.length === 1)
    return { kind: "named", name: selector.values[0]! };
  return { kind: "labelled", labels: selector };
}

/** SEMANTICS.md: "`global()` = not in a namespace". Calico refuses it beside anything else. */
function readGlobal(field: Field, text: string): readonly NamespaceSelection[] {
  if (isGlobal(text)) return [{ kind: "outside" }];
  field.refuse('"global()" alone, or a selector without it');
  return [{ kind: "labelled", labels: everything }];
}

function isGlobal(text: string): boolean {
  // A longer text cannot be it alone, and need not be cut into tokens.
  if (text.trim().length > 1000) return false;
  try {
    return (
      tokenize(text)
        .map(({ kind }) => kind)
        .join() === "global,end"
    );
  } catch (error) {
    if (error instanceof SelectorError) return false;
    throw error;
  }
}
