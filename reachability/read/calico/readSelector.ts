import { showValue } from "../../../problems/problem.js";
import { everything, type Selector } from "../../model/selector.js";
import type { Field } from "../field.js";
import { parseSelector } from "./parseSelector.js";
import { SelectorError } from "./selectorTokens.js";

/**
 * A field that holds a selector of Calico: undefined where it is absent or empty, which mean the same. What cannot be
 * read is a problem, and stands for everything.
 */
export function readSelector(field: Field): Selector | undefined {
  const text = field.text("a selector");
  if (text === undefined || text === "") return undefined;
  // Calico's own translation of a rule joins blank ones with others to a text that it then cannot parse.
  if (/^[ \t]*$/.test(text)) {
    field.refuse('a selector; "all()" selects everything', "a blank text");
    return everything;
  }
  try {
    return parseSelector(text);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    field.refuse(`a selector: ${error.message}`, showValue(text));
    return everything;
  }
}

/** As `readSelector`, where `global()` means nothing: Calico accepts it in a rule's `namespaceSelector` only. */
export function readSelectorWithoutGlobal(field: Field): Selector | undefined {
  if (typeof field.value === "string" && field.value.includes("global(")) {
    field.refuse('a selector without "global()", which is for the namespaceSelector of a rule');
    return everything;
  }
  return readSelector(field);
}
