import { consequencesMarkdown } from "../../../cli/reporters/consequences/consequencesMarkdown.js";
import { commentMarkdown } from "../../../cli/reporters/consequences/commentMarkdown.js";
import { consequencesText } from "../../../cli/reporters/consequences/consequencesText.js";
import { style } from "../../../cli/style.js";
import { matchesFixture } from "../../support/fixture.js";
import { cartPolicy, withoutNew } from "./changedScenes.js";
import { sceneReport } from "./scenes.js";

describe("the consequences of recorded previews", () => {
  for (const scene of ["fresh", "unchanged", "release", "flows", "namespace-gone", "blocked", "mistake"]) {
    it(`of ${scene} read like this at a terminal`, () => {
      matchesFixture(`consequences/${scene}.txt`, consequencesText(sceneReport(scene), style(false), 110));
    });

    it(`of ${scene} read like this on a pull request`, () => {
      matchesFixture(`consequences/${scene}.comment.txt`, consequencesMarkdown(sceneReport(scene)));
    });
  }

  it("say first that a required flow would break", () => {
    const broken = sceneReport("unchanged", withoutNew(cartPolicy));
    matchesFixture("consequences/broken.txt", consequencesText(broken, style(false), 110));
    matchesFixture("consequences/broken.comment.txt", consequencesMarkdown(broken));
  });

  it("fit a narrow terminal", () => {
    matchesFixture("consequences/flows-80.txt", consequencesText(sceneReport("flows"), style(false), 80));
  });

  it("of several stacks are one comment, the worst first", () => {
    const named = (scene: string, stack: string) => ({ ...sceneReport(scene), stack });
    const reports = [named("unchanged", "dev"), named("release", "staging"), named("blocked", "prod")];
    matchesFixture("consequences/several.comment.txt", commentMarkdown(reports));
  });
});
