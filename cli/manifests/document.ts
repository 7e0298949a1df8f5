import type { Origin } from "../../reachability/model/manifest.js";
import type { ManifestLimits } from "./limits.js";
import type { ManifestText } from "./manifestText.js";
import { parseSyntax } from "./parseYaml.js";
import { findPlaces } from "./places.js";

/** One document of a file, whose syntax is looked at again only when somebody asks for a line. */
export class ManifestDocument {
  private places?: ((path: readonly PropertyKey[]) => number) | "unknown";

  constructor(
    private readonly text: ManifestText,
    private readonly start: number,
    private readonly end: number,
    private readonly limits: ManifestLimits,
  ) {}

  /** Where the object at `path` of the document was read. */
  originOf(path: readonly PropertyKey[]): Origin {
    return { file: this.text.file, path, lineOf: (inner) => this.lineOf([...path, ...inner]) };
  }

  /** One-based line of the value at `path`, or of its nearest ancestor; undefined where the document is too long to look. */
  lineOf(path: readonly PropertyKey[]): number | undefined {
    this.places ??= this.findPlaces();
    return this.places === "unknown" ? undefined : this.text.lineAt(this.start + this.places(path));
  }

  private findPlaces(): ((path: readonly PropertyKey[]) => number) | "unknown" {
    if (this.end - this.start > this.limits.placesLength) return "unknown";
    const source = this.text.text.slice(this.start, this.end);
    // JSON is YAML too, but nests twice as deep in the parser's count.
    return findPlaces(source, parseSyntax(source, 2 * this.limits.depth));
  }
}
