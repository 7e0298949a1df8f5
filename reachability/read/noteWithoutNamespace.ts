import type { ReadContext, WithoutNamespace } from "./context.js";
import { byOrigin, compareText } from "./order.js";

/**
 * Notes the objects that name no namespace, which is then whoever applies them to choose, and here `default`: each policy,
 * as it may be without effect where it was meant to have one; of the others the first, and how many there are.
 */
export function noteWithoutNamespace(context: ReadContext): void {
  const found = [...context.withoutNamespace].sort(
    (a, b) => byOrigin(a.origin, b.origin) || compareText(a.kind, b.kind) || compareText(a.name, b.name),
  );
  for (const { kind, name, origin } of found.filter(isPolicy))
    context.note(
      "policy-without-namespace",
      `${kind} ${name} names no namespace: assumed default, so it is about pods there alone`,
      origin,
    );
  const others = found.filter((each) => !isPolicy(each));
  const [first] = others;
  if (!first) return;
  const which =
    others.length === 1
      ? `${first.kind} ${first.name} names no namespace`
      : `${others.length} objects, the first of them ${first.kind} ${first.name}, name no namespace`;
  context.note("without-namespace", `${which}: assumed default`, first.origin);
}

function isPolicy({ kind }: WithoutNamespace): boolean {
  return kind.endsWith("NetworkPolicy");
}
