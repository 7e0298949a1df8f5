import { styleText } from "node:util";

/** Marks text by meaning; does nothing where colour is off. */
export interface Style {
  readonly heading: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warning: (text: string) => string;
}

/** Colours for a terminal, or none. */
export function style(colour: boolean): Style {
  // Word by word, so that a line may break between any two.
  const mark = (format: "bold" | "dim" | "green" | "red" | "yellow") => (text: string) =>
    colour ? text.replace(/[^ ]+/g, (word) => styleText(format, word, { validateStream: false })) : text;
  return {
    heading: mark("bold"),
    faint: mark("dim"),
    good: mark("green"),
    bad: mark("red"),
    warning: mark("yellow"),
  };
}
