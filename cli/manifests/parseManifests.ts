import { formatPath, maxProblems, type Problem } from "../../problems/problem.js";
import type { Manifest } from "../../reachability/model/manifest.js";
import { decodeText } from "./decodeText.js";
import { ManifestDocument } from "./document.js";
import { expandLists } from "./expandLists.js";
import { findTemplate, findTemplatePath, templateProblem } from "./leftTemplate.js";
import { Budget } from "./limits.js";
import { ManifestText } from "./manifestText.js";
import { Mistake } from "./mistake.js";
import { parseJson } from "./parseJson.js";
import { parseYaml } from "./parseYaml.js";
import { splitDocuments, type DocumentRange } from "./splitDocuments.js";

/** What was read, and what could not be: with problems, the manifests are not all that there are. */
export interface ParsedManifests {
  readonly manifests: readonly Manifest[];
  readonly problems: readonly Problem[];
}

/**
 * Parses a file of manifests: YAML of one or more documents, or JSON, as Kubernetes reads them. Whatever the input, the
 * answer is bounded in time and memory, and what cannot be read is a problem.
 *
 * @param input bytes as they are in the file, or text
 * @param file the file's name as messages show it
 * @param budget shared with other files that are read together
 */
export function parseManifests(
  input: Uint8Array | string,
  file: string,
  budget: Budget = new Budget(),
): ParsedManifests {
  const decoded = decodeText(typeof input === "string" ? Buffer.from(input) : input, file);
  if (typeof decoded !== "string") return { manifests: [], problems: [decoded] };
  const parsing = new Parsing(new ManifestText(file, decoded), budget);
  parsing.run();
  return parsing;
}

class Parsing implements ParsedManifests {
  readonly manifests: Manifest[] = [];
  readonly problems: Problem[] = [];

  constructor(
    private readonly text: ManifestText,
    private readonly budget: Budget,
  ) {}

  run(): void {
    for (const range of splitDocuments(this.text.text)) {
      if (this.problems.length >= maxProblems || this.budget.exhausted) return;
      const source = this.text.text.slice(range.start, range.end);
      try {
        this.budget.takeObject();
        this.parse(source, range);
      } catch (error) {
        if (!(error instanceof Mistake)) throw error;
        // What a template breaks is mostly its consequence: the template is the one mistake to tell of.
        this.problems.push((findTemplate(source) ?? error).toProblem(this.text, range.start));
      }
    }
  }

  private parse(source: string, range: DocumentRange): void {
    if (range.badSeparator)
      throw new Mistake(0, "a line that starts with --- and goes on", "--- alone, or followed by a comment");
    const json = parseJson(source, this.budget);
    if (json)
      for (const { start, end, value } of json) this.add(value, range.start + start, range.start + end);
    else this.add(parseYaml(source, this.budget), range.start, range.end);
  }

  private add(document: unknown, start: number, end: number): void {
    // Nothing but comments, or null, which Kubernetes skips too.
    if (document === undefined || document === null) return;
    const place = new ManifestDocument(this.text, start, end, this.budget.limits);
    for (const { value, path } of expandLists(document)) {
      if (path.length > 0) this.budget.takeObject();
      const template = findTemplatePath(value);
      const origin = place.originOf(path);
      if (template)
        this.problems.push({
          file: this.text.file,
          line: origin.lineOf(template),
          path: formatPath([...path, ...template]),
          ...templateProblem,
        });
      else this.manifests.push({ value, origin });
    }
  }
}
