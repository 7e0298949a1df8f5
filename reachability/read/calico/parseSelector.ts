import { everything, type Selector } from "../../model/selector.js";
import { operatorsSyntax, SelectorError, tokenize, type Token } from "./selectorTokens.js";

/** Longest selector that is read; the API server of Calico 3.33 takes 1024 characters, earlier ones as many as fit. */
export const maxSelectorLength = 100_000;

/** Deepest nesting of parentheses that is read: Calico has no limit, the stack of whoever evaluates it has. */
export const maxSelectorDepth = 200;

/**
 * What a selector of Calico means. A blank one holds for everything, and so does `global()`: only as a namespace
 * selector does it mean something else.
 * https://github.com/projectcalico/calico/blob/v3.32.1/libcalico-go/lib/selector/parser/parser.go
 *
 * @throws {SelectorError}
 */
export function parseSelector(text: string): Selector {
  if (text.length > maxSelectorLength)
    throw new SelectorError(`no more than ${maxSelectorLength} characters`, maxSelectorLength);
  const tokens = tokenize(text);
  if (tokens.length === 1) return everything;
  const parser = new Parser(tokens);
  const selector = parser.either();
  parser.expect("end", '"&&", "||" or the end');
  return selector;
}

class Parser {
  private position = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** Terms of `||`, which binds least. */
  either(): Selector {
    const operands = [this.both()];
    while (this.skip("||")) operands.push(this.both());
    return operands.length === 1 ? operands[0]! : { op: "or", operands };
  }

  /** Terms of `&&`. */
  private both(): Selector {
    const operands = [this.term()];
    while (this.skip("&&")) operands.push(this.term());
    return operands.length === 1 ? operands[0]! : { op: "and", operands };
  }

  private term(): Selector {
    let negated = false;
    while (this.skip("!")) negated = !negated;
    const operand = this.positive();
    return negated ? not(operand) : operand;
  }

  private positive(): Selector {
    const token = this.take();
    if (token.kind === "has") return { op: "has", key: token.value };
    if (token.kind === "all" || token.kind === "global") return everything;
    if (token.kind === "label") return this.comparison(token.value);
    if (token.kind === "(") return this.nested(token);
    throw new SelectorError('a label, "has(", "all()", "!" or "("', token.at);
  }

  private nested(opening: Token): Selector {
    this.depth += 1;
    if (this.depth > maxSelectorDepth)
      throw new SelectorError(`no more than ${maxSelectorDepth} parentheses in each other`, opening.at);
    const selector = this.either();
    this.expect(")", '"&&", "||" or ")"');
    this.depth -= 1;
    return selector;
  }

  private comparison(key: string): Selector {
    // "not equal; also matches if label is not present", and "not in" likewise:
    // https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#selectors
    if (this.skip("!=")) return not({ op: "in", key, values: [this.text()] });
    if (this.skip("not in")) return not({ op: "in", key, values: this.set() });
    if (this.skip("==")) return { op: "in", key, values: [this.text()] };
    if (this.skip("in")) return { op: "in", key, values: this.set() };
    if (this.skip("contains")) return { op: "contains", key, text: this.text() };
    if (this.skip("starts with")) return { op: "startsWith", key, text: this.text() };
    if (this.skip("ends with")) return { op: "endsWith", key, text: this.text() };
    throw new SelectorError(operatorsSyntax, this.take().at);
  }

  private text(): string {
    const token = this.take();
    if (token.kind !== "text") throw new SelectorError("a text in quotes", token.at);
    return token.value;
  }

  /** Texts in braces: none is a set too, and a comma may follow the last. */
  private set(): string[] {
    this.expect("{", '"{"');
    const values = new Set<string>();
    let token = this.take();
    while (token.kind === "text") {
      values.add(token.value);
      if (!this.skip(",")) {
        this.expect("}", '"," or "}"');
        return [...values];
      }
      token = this.take();
    }
    if (token.kind !== "}") throw new SelectorError('a text in quotes or "}"', token.at);
    return [...values];
  }

  expect(kind: Token["kind"], expected: string): void {
    if (!this.skip(kind)) throw new SelectorError(expected, this.tokens[this.position]!.at);
  }

  private skip(kind: Token["kind"]): boolean {
    if (this.tokens[this.position]!.kind !== kind) return false;
    this.take();
    return true;
  }

  /** The next token; the end again and again. */
  private take(): Token {
    const token = this.tokens[this.position]!;
    if (token.kind !== "end") this.position += 1;
    return token;
  }
}

function not(operand: Selector): Selector {
  return operand.op === "not" ? operand.operand : { op: "not", operand };
}
