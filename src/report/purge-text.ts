import { append } from "../domain/append.ts";
import { shortDigest } from "../domain/digest.ts";
import { platformName } from "../domain/oci.ts";
import type { Deletion, PurgePlan, RepositoryPurge } from "../rotation/purge.ts";
import type { PurgeCommands } from "../rotation/purge-commands.ts";
import { cleanText } from "./clean.ts";
import type { CoverageEntry } from "./model.ts";
import { plural } from "./phrases.ts";
import { wrap } from "./wrap.ts";

export interface PurgeReport extends PurgePlan {
  readonly repositories: readonly (RepositoryPurge & PurgeCommands)[];
  /** Secrets that nobody says to be dead, and that have not expired: deleting an image does not revoke them. */
  readonly alive: number;
  /** Secrets whose value the case does not keep sealed: it goes with the images. */
  readonly unsealed: number;
  /** What the case could not see of these registries: there may be more. */
  readonly unseen: readonly Pick<CoverageEntry, "subject" | "reason">[];
}

/** The plan for people, wrapped at 80 columns; commands are never cut. */
export function purgeText(report: PurgeReport): string {
  const { repositories, alive, unsealed, unseen } = report;
  const hidden =
    unseen.length === 0 ? [] : ["Not seen by the audits: there may be more", ...unseenTexts(unseen).map(item)];
  if (repositories.length === 0) return joined([[line(NOTHING_LEFT)], hidden]);
  const secrets = new Map(report.blobs.map((blob) => [blob.digest, blob.secrets]));
  const blocks = [
    head(report),
    alive === 0
      ? []
      : [line(`${plural(alive, "secret")} of these can still be used: rotate first. A purge revokes nothing.`)],
    unsealed === 0
      ? []
      : [
          line(
            `The values of ${plural(unsealed, "secret")} go with the images: what needs one, to revoke or to verify, comes first (exhume reveal), or seal them (exhume seal).`,
          ),
        ],
    [line("Whoever has pulled the images keeps a copy. Nothing below is run by exhume.")],
    rebuildLines(report),
    ...repositories.map((one) => repositoryLines(one, secrets)),
    ...noteBlocks(repositories),
    ["Layers and configs with secrets", ...report.blobs.map((blob) => item(blobText(blob)))],
    hidden,
    [line("Then audit the same targets again: this plan must be empty, and each secret in no image.")],
  ];
  return joined(blocks);
}

/** Each reason once, with all that it was for. */
function unseenTexts(unseen: PurgeReport["unseen"]): readonly string[] {
  const subjects = new Map<string, string[]>();
  for (const { subject, reason } of unseen) append(subjects, reason, subject);
  return [...subjects].map(([reason, each]) => `${each.join(", ")}: ${reason}`);
}

const NOTHING_LEFT =
  "No manifest that the case knows, and that is still there, holds these secrets. A registry may go on serving the blobs of deleted manifests by their digests until it has collected its garbage: have it done, and exhume reveal says whether a value is still served.";

const joined = (blocks: readonly (readonly string[])[]): string =>
  `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;

const line = (text: string): string => wrap(cleanText(text), { width: 80, first: "", rest: "" });
const item = (text: string): string => wrap(cleanText(text), { width: 80, first: "  ", rest: "    " });

const head = ({ repositories, blobs }: PurgePlan): readonly string[] => {
  const manifests = repositories.reduce((sum, { deletions }) => sum + deletions.length, 0);
  const secrets = new Set(blobs.flatMap((blob) => blob.secrets));
  return [
    line(
      `To serve ${plural(secrets.size, "secret")} no more: delete ${plural(manifests, "manifest")} in ${plural(repositories.length, "repository")}.`,
    ),
  ];
};

const nameOf = ({ registry, repository }: Pick<RepositoryPurge, "registry" | "repository">): string =>
  repository === "" ? registry : `${registry}/${repository}`;

function rebuildLines({ rebuild }: PurgePlan): readonly string[] {
  if (rebuild.length === 0) return [];
  return [
    "Rebuild first: people pull by these tags",
    ...rebuild.map((one) => {
      const base = one.builtOnIt === 0 ? "" : `; ${plural(one.builtOnIt, "image")} of this plan built on it`;
      return item(`${nameOf(one)} ${one.tags.join(", ")} (${shortDigest(one.digest)}${base})`);
    }),
  ];
}

function repositoryLines(one: RepositoryPurge & PurgeCommands, secrets: Secrets): readonly string[] {
  return [
    cleanText(nameOf(one)),
    ...one.deletions.map((deletion) => item(deletionText(deletion, secrets))),
    ...one.orphans.map(({ digest, platform, index }) =>
      item(
        `stays, but only by its digest: ${shortDigest(digest)}${platform === undefined ? "" : ` ${platformName(platform)}`}, listed by ${shortDigest(index)}: push a new index first`,
      ),
    ),
    ...(one.commands.length === 0 ? [] : ["  Commands, in this order:"]),
    ...one.commands.map((command) => `    ${cleanText(command)}`),
  ];
}

/** What is to be said of each registry, once. */
function noteBlocks(repositories: PurgeReport["repositories"]): readonly (readonly string[])[] {
  const byRegistry = new Map<string, Set<string>>();
  for (const { registry, notes } of repositories)
    byRegistry.set(registry, new Set([...(byRegistry.get(registry) ?? []), ...notes]));
  return [...byRegistry].map(([registry, notes]) => [cleanText(`At ${registry}`), ...[...notes].map(item)]);
}

function deletionText({ digest, role, platform, tags, why, because }: Deletion, secrets: Secrets): string {
  const what = [shortDigest(digest), role, platform && platformName(platform), tags.length > 0 && tags.join(", ")];
  const ids = [...new Set(because.flatMap((blob) => secrets.get(blob) ?? []))].join(", ");
  const others = because.map(shortDigest).join(", ");
  const reasons = {
    holds: `holds ${ids} in ${because.includes(digest) ? "itself" : others}`,
    lists: `lists ${others}`,
    refers: `speaks of ${others}`,
  };
  return `${what.filter(Boolean).join(" ")}: ${reasons[why]}`;
}

type Secrets = ReadonlyMap<string, readonly string[]>;

const blobText = ({ digest, secrets, manifests, repositories }: PurgePlan["blobs"][number]): string =>
  `${shortDigest(digest)} ${secrets.join(", ")}: in ${plural(manifests.length, "manifest")} of ${repositories.join(", ")}`;
