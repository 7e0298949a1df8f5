/** The value of a label, or undefined where it is absent. */
export type Lookup = (label: string) => string | undefined;

/** What `all()` and `global()` mean where a selector stands. */
export interface Functions {
  readonly all: boolean;
  readonly global: boolean;
}

const identifier = /[a-zA-Z0-9_./-]+/y;
const token =
  /\s*(?:(has)\(\s*([a-zA-Z0-9_./-]+)\s*\)|(all|global)\(\s*\)|("[^"]*"|'[^']*')|(==|!=|&&|\|\||[!(){},]))/y;
// Two words or one: libcalico-go/lib/selector/tokenizer/tokenizer.go (cutMultiWordPrefixCheckBreak)
const operator = /\s*(==|!=|(?:contains|starts[ \t]*with|ends[ \t]*with|not[ \t]*in|in)(?![a-zA-Z0-9_./-]))/y;

/**
 * Whether labels match a selector of Calico's language, as libcalico-go/lib/selector/parser/parser.go reads it:
 * `||` binds weakest, then `&&`, then `!`. An empty selector matches everything. Throws where it cannot be read.
 */
export function matches(
  selector: string,
  lookup: Lookup,
  functions: Functions = { all: true, global: false },
): boolean {
  let position = 0;

  function take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = position;
    const found = pattern.exec(selector);
    if (!found) return undefined;
    position = pattern.lastIndex;
    return found;
  }

  function skip(text: string): boolean {
    const before = position;
    if (take(token)?.[5] === text) return true;
    position = before;
    return false;
  }

  function fail(): never {
    throw new Error(`the oracle cannot read ${selector} at ${position}`);
  }

  // Every operand is read even when the result is known, so that the rest of the text is in its place.
  function either(): boolean {
    let result = both();
    while (skip("||")) result = both() || result;
    return result;
  }

  function both(): boolean {
    let result = operation();
    while (skip("&&")) result = operation() && result;
    return result;
  }

  function operation(): boolean {
    if (skip("!")) return !operation();
    if (skip("(")) {
      const inner = either();
      return skip(")") ? inner : fail();
    }
    const before = position;
    const found = take(token);
    if (found?.[1]) return lookup(found[2]!) !== undefined;
    if (found?.[3] === "all") return functions.all;
    if (found?.[3] === "global") return functions.global;
    position = before;
    return comparison();
  }

  function comparison(): boolean {
    take(/\s*/y);
    const label = take(identifier)?.[0] ?? fail();
    const value = lookup(label);
    const compare = take(operator)?.[1]?.replace(/\s/g, "") ?? fail();
    switch (compare) {
      case "==":
        return value === text();
      // "!=" and "not in" match where the label is absent: libcalico-go/lib/selector/parser/ast.go
      case "!=":
        return value !== text();
      case "in":
        return set().includes(value ?? null);
      case "notin":
        return !set().includes(value ?? null);
      case "contains":
        return literal((part) => value?.includes(part));
      case "startswith":
        return literal((part) => value?.startsWith(part));
      case "endswith":
        return literal((part) => value?.endsWith(part));
      default:
        return fail();
    }
  }

  function text(): string {
    return take(token)?.[4]?.slice(1, -1) ?? fail();
  }

  function literal(test: (part: string) => boolean | undefined): boolean {
    return test(text()) ?? false;
  }

  function set(): (string | null)[] {
    const values: string[] = [];
    if (!skip("{")) fail();
    while (!skip("}")) {
      values.push(text());
      skip(",");
    }
    return values;
  }

  if (selector.trim() === "") return true;
  const result = either();
  return selector.slice(position).trim() === "" ? result : fail();
}
