import { load } from "js-yaml";
import { z } from "zod";
import type { CalicoDeclaration } from "../../config/environmentSchema.js";
import { LookUpError } from "../lookUpError.js";
import { fileInChart, readChart, sha256Of } from "./chartArchive.js";
import { withVersion } from "./chartSource.js";
import { dayOf } from "./days.js";
import { ask, bytesOf } from "./http.js";
import { placeOf, type Edit, type Finding, type Remark } from "./pin.js";
import { imageText, parseImage } from "./registry/imageReference.js";
import { digestOf } from "./registry/manifests.js";
import { Repository, type RegistryAccess } from "./registry/registry.js";
import { compareVersions, newestOf } from "./versionOrder.js";

/** Calico's own Helm repository: which releases there are, and since when. */
export const chartIndex = "https://docs.tigera.io/calico/charts/index.yaml";

const maxIndexBytes = 16 << 20;

const index = z.object({
  entries: z.object({
    // Dates in quotes or not: a reader of YAML makes points in time of those without.
    "tigera-operator": z.array(
      z.object({ version: z.string(), created: z.union([z.string(), z.date()]).optional() }),
    ),
  }),
});

/** The operator's image, as the values of its chart have it. */
const operatorValues = z.object({ tigeraOperator: z.object({ version: z.string().regex(/^v[\w.-]+$/) }) });

interface Release {
  readonly version: string;
  readonly created?: string | Date;
}

/** What {@link findCalico} asks, and where. */
export interface CalicoSources {
  readonly access: RegistryAccess;
  /** The project, to which paths of archives are relative. */
  readonly directory: string;
}

/**
 * The newest release of Calico's minor version: its charts, its operator and its images, all of which change together.
 * While the version stays nothing is looked at: Calico does not publish a release twice.
 *
 * @param next whether the next minor version is to be proposed
 * @throws LookUpError where any part of the release cannot be had
 */
export async function findCalico(
  { access, directory }: CalicoSources,
  calico: CalicoDeclaration,
  next: boolean,
): Promise<Finding> {
  const releases = await releasesOf(access);
  const [, minor] = numbersOf(calico.version);
  const inLine = newestIn(releases, minor);
  const nextLine = newestIn(releases, minor + 1);
  const remarks: Remark[] = [];
  if (nextLine && !next)
    remarks.push({
      pin: "calico",
      text: `${nextLine.version} is out, a new minor version; --next proposes it`,
    });
  const newest = (next ? nextLine : undefined) ?? inLine;
  if (!newest || compareVersions(newest.version, calico.version) <= 0) return { remarks };
  const edits = await editsFor({ access, directory }, calico, newest.version);
  return {
    remarks,
    update: {
      pin: "calico",
      from: calico.version,
      to: newest.version,
      edits,
      released: dayOf(newest.created),
      notes: `https://github.com/projectcalico/calico/releases/tag/${newest.version}`,
    },
  };
}

async function releasesOf({ http }: RegistryAccess): Promise<Release[]> {
  const response = await ask(http, chartIndex);
  if (!response.ok) {
    await response.body?.cancel();
    throw new LookUpError(`${chartIndex}: answered HTTP status ${response.status}`);
  }
  const text = new TextDecoder().decode(await bytesOf(response, chartIndex, maxIndexBytes));
  const parsed = index.safeParse(readYaml(text));
  if (!parsed.success) throw new LookUpError(`${chartIndex}: is no index of Calico's charts`);
  return parsed.data.entries["tigera-operator"].filter(({ version }) => /^v3\.\d+\.\d+$/.test(version));
}

function readYaml(text: string): unknown {
  try {
    return load(text);
  } catch {
    return undefined;
  }
}

async function editsFor(
  { access, directory }: CalicoSources,
  { version, charts, operatorImage, registry, images }: CalicoDeclaration,
  to: string,
): Promise<Edit[]> {
  const edit = (path: readonly PropertyKey[], from: string, next: string): Edit[] =>
    from === next ? [] : [{ path: placeOf("calico", ...path), from, to: next }];
  const chartEdits = Object.entries(charts).map(async ([chart, { source, sha256 }]) => {
    const address = withVersion(source, version, to);
    if (address === undefined)
      throw new LookUpError(
        `${source}: does not say its version, so nothing tells where the archive of ${to} is; name the version in it`,
      );
    const archive = await readChart(access.http, directory, address);
    return {
      edits: [
        ...edit(["charts", chart, "source"], source, address),
        ...edit(["charts", chart, "sha256"], sha256, sha256Of(archive)),
      ],
      operator: chart === "operator" ? operatorIn(archive, address) : undefined,
    };
  });
  const found = await Promise.all(chartEdits);
  const operator = parseImage(operatorImage);
  const tag = found.map((chart) => chart.operator).find((each) => each !== undefined)!;
  const digestAt = async (host: string, repository: string, wanted: string) => {
    const place = new Repository(access, host, repository);
    const digest = await digestOf(place, wanted);
    if (digest !== undefined) return digest;
    throw new LookUpError(`${place.label}: its registry has no tag ${wanted}`);
  };
  const [operatorDigest, ...imageEdits] = await Promise.all([
    digestAt(operator.registry, operator.repository, tag),
    ...Object.entries(images).map(async ([name, digest]: [string, string]) =>
      edit(["images", name], digest, await digestAt(registry.slice(0, -1), `calico/${name}`, to)),
    ),
  ]);
  return [
    ...edit(["version"], version, to),
    ...found.flatMap((chart) => chart.edits),
    ...edit(["operatorImage"], operatorImage, imageText({ ...operator, tag, digest: operatorDigest })),
    ...imageEdits.flat(),
  ];
}

function operatorIn(archive: Uint8Array, source: string): string {
  const values = operatorValues.safeParse(readYaml(fileInChart(archive, source, "values.yaml")));
  if (values.success) return values.data.tigeraOperator.version;
  throw new LookUpError(`${source}: does not say which version of the operator it runs`);
}

function newestIn(releases: readonly Release[], minor: number): Release | undefined {
  return newestOf(
    releases.filter(({ version }) => numbersOf(version)[1] === minor),
    (a, b) => compareVersions(a.version, b.version),
  );
}

function numbersOf(version: string): [number, number, number] {
  return version.slice(1).split(".").map(Number) as [number, number, number];
}
