import { append } from "../domain/append.ts";
import type { Digest } from "../domain/digest.ts";
import type { ManifestRole, Platform } from "../domain/oci.ts";

/** A manifest as the case knows it, with all it refers to. */
export interface PurgeManifest {
  readonly digest: Digest;
  readonly role: ManifestRole;
  readonly platform?: Platform;
  /** Itself, its config and its layers. */
  readonly blobs: readonly Digest[];
  /** From the base up. */
  readonly layers: readonly Digest[];
  /** Manifests that it lists. */
  readonly children: readonly Digest[];
  /** The manifest that it refers to. */
  readonly subject?: Digest;
  /** Repositories that serve it. */
  readonly places: readonly PurgePlace[];
}

export interface PurgePlace {
  readonly registry: string;
  readonly repository: string;
  /** Tags that point at the manifest itself. */
  readonly tags: readonly string[];
}

export interface PurgeInput {
  readonly manifests: readonly PurgeManifest[];
  /** Blobs that hold a secret, with the ids of those secrets. */
  readonly blobs: ReadonlyMap<Digest, readonly string[]>;
}

/** One manifest to delete, in one repository. */
export interface Deletion {
  readonly digest: Digest;
  readonly role: ManifestRole;
  readonly platform?: Platform;
  readonly tags: readonly string[];
  /** `holds`: a blob with a secret is its own. `lists`: an index of what goes. `refers`: it speaks of what goes. */
  readonly why: "holds" | "lists" | "refers";
  /** The blobs that it holds, the manifests that it lists, or the one that it refers to: those that go. */
  readonly because: readonly Digest[];
}

/** A manifest without a secret that an index lists which goes: it stays, and only its digest leads to it. */
interface Orphan {
  readonly digest: Digest;
  readonly platform?: Platform;
  readonly index: Digest;
}

export interface RepositoryPurge {
  readonly registry: string;
  readonly repository: string;
  /** In the order in which a registry lets them go: an index before what it lists, referrers last. */
  readonly deletions: readonly Deletion[];
  readonly orphans: readonly Orphan[];
}

/** A tag that people pull by: what it points at goes. */
interface Rebuild {
  readonly registry: string;
  readonly repository: string;
  readonly tags: readonly string[];
  readonly digest: Digest;
  /** Images in the plan that were built on this one, and so must be rebuilt after it. */
  readonly builtOnIt: number;
}

/** A blob with secrets, and every manifest that the case knows to hold it. */
interface PurgedBlob {
  readonly digest: Digest;
  readonly secrets: readonly string[];
  readonly manifests: readonly Digest[];
  /** Repositories with such a manifest; a registry serves a blob below each of them. */
  readonly repositories: readonly string[];
}

export interface PurgePlan {
  readonly repositories: readonly RepositoryPurge[];
  /** Bases first. */
  readonly rebuild: readonly Rebuild[];
  readonly blobs: readonly PurgedBlob[];
}

/**
 * What must go so that no registry of the case serves the blobs any more: in each repository every manifest that holds
 * one, the indexes above it, and what refers to either.
 */
export function planPurge({ manifests, blobs }: PurgeInput): PurgePlan {
  const repositories = byRepository(manifests).map((served) => purgeRepository(served, blobs));
  const planned = repositories.filter(({ deletions }) => deletions.length > 0);
  const holders = holdersOf({ manifests, blobs });
  return {
    repositories: planned,
    rebuild: rebuilds(planned, { manifests, blobs }),
    blobs: [...blobs].flatMap(([digest, secrets]) => {
      const held = holders.get(digest);
      return held === undefined ? [] : [{ digest, secrets, ...held }];
    }),
  };
}

interface Served extends PurgeManifest {
  readonly place: PurgePlace;
}

const nameOf = ({ registry, repository }: Pick<PurgePlace, "registry" | "repository">): string =>
  repository === "" ? registry : `${registry}/${repository}`;

function byRepository(manifests: readonly PurgeManifest[]): readonly (readonly Served[])[] {
  const found = new Map<string, Served[]>();
  for (const manifest of manifests)
    for (const place of manifest.places) append(found, nameOf(place), { ...manifest, place });
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, served]) => served);
}

function purgeRepository(served: readonly Served[], blobs: PurgeInput["blobs"]): RepositoryPurge {
  const { registry, repository } = (served[0] as Served).place;
  const doomed = new Map<Digest, Deletion>();
  const doom = (manifest: Served, why: Deletion["why"], because: readonly Digest[]): void => {
    const { digest, role, platform, place } = manifest;
    const about = platform === undefined ? {} : { platform };
    doomed.set(digest, { digest, role, ...about, tags: place.tags, why, because });
  };
  for (const manifest of served) {
    const held = manifest.blobs.filter((blob) => blobs.has(blob));
    if (held.length > 0) doom(manifest, "holds", held);
  }
  // What goes may be listed, or spoken of, by what goes only because of it.
  for (let before = -1; before !== doomed.size; ) {
    before = doomed.size;
    for (const manifest of served.filter(({ digest }) => !doomed.has(digest))) {
      const listed = manifest.children.filter((child) => doomed.has(child));
      if (listed.length > 0) doom(manifest, "lists", listed);
      else if (manifest.subject !== undefined && doomed.has(manifest.subject))
        doom(manifest, "refers", [manifest.subject]);
    }
  }
  return { registry, repository, deletions: inOrder(doomed, served), orphans: orphansOf(doomed, served) };
}

/** An index before what it lists: registries refuse to delete what an index refers to, or break the index. */
function inOrder(doomed: ReadonlyMap<Digest, Deletion>, served: readonly Served[]): readonly Deletion[] {
  const parents = new Map<Digest, Digest[]>();
  for (const { digest, children } of served)
    if (doomed.has(digest)) for (const child of children) append(parents, child, digest);
  const ordered = new Set<Digest>();
  const rank = ({ why }: Deletion): number => (why === "refers" ? 1 : 0);
  let left = [...doomed.values()].sort((a, b) => rank(a) - rank(b) || (a.digest < b.digest ? -1 : 1));
  while (left.length > 0) {
    const free = left.filter(({ digest }) => (parents.get(digest) ?? []).every((parent) => ordered.has(parent)));
    // Digests cannot form a ring; a case that says so is read as it is.
    const next = free.length === 0 ? left : free;
    for (const { digest } of next) ordered.add(digest);
    left = left.filter(({ digest }) => !ordered.has(digest));
  }
  return [...ordered].map((digest) => doomed.get(digest) as Deletion);
}

function orphansOf(doomed: ReadonlyMap<Digest, Deletion>, served: readonly Served[]): readonly Orphan[] {
  const known = new Map(served.map((manifest) => [manifest.digest, manifest]));
  return served
    .filter(({ digest }) => doomed.has(digest))
    .flatMap(({ digest: index, children }) =>
      children.flatMap((child) => {
        const manifest = known.get(child);
        if (manifest === undefined || doomed.has(child) || manifest.place.tags.length > 0) return [];
        if (manifest.role === "attestation" || manifest.role === "signature") return [];
        const { platform } = manifest;
        return [{ digest: child, ...(platform === undefined ? {} : { platform }), index }];
      }),
    );
}

/** Everything tagged that goes. An image is built on another when it has all of its layers below its own. */
function rebuilds(planned: readonly RepositoryPurge[], { manifests, blobs }: PurgeInput): readonly Rebuild[] {
  const known = new Map(manifests.map((manifest) => [manifest.digest, manifest]));
  const holders = manifests.filter(
    ({ role, layers, places }) => role === "image" && places.length > 0 && layers.some((layer) => blobs.has(layer)),
  );
  const builtOn = countBuiltOn(holders);
  const below = (digest: Digest): number => {
    const { children = [] } = known.get(digest) ?? {};
    return Math.max(builtOn.get(digest) ?? 0, ...children.map((child) => builtOn.get(child) ?? 0));
  };
  return planned
    .flatMap(({ registry, repository, deletions }) =>
      deletions
        .filter(({ tags }) => tags.length > 0)
        .map(({ tags, digest }) => ({ registry, repository, tags, digest, builtOnIt: below(digest) })),
    )
    .sort((a, b) => b.builtOnIt - a.builtOnIt || (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** By digest, how many images have all layers of this one below at least one of their own. */
function countBuiltOn(images: readonly PurgeManifest[]): ReadonlyMap<Digest, number> {
  const stacks = new Map<string, PurgeManifest[]>();
  for (const image of images) append(stacks, image.layers.join(" "), image);
  const counts = new Map<Digest, number>();
  for (const { layers } of images)
    for (let height = 1; height < layers.length; height++)
      for (const { digest } of stacks.get(layers.slice(0, height).join(" ")) ?? [])
        counts.set(digest, (counts.get(digest) ?? 0) + 1);
  return counts;
}

/** What holds each of the blobs, and is served. */
function holdersOf({
  manifests,
  blobs,
}: PurgeInput): ReadonlyMap<Digest, Pick<PurgedBlob, "manifests" | "repositories">> {
  const holders = new Map<Digest, PurgeManifest[]>();
  for (const manifest of manifests.filter(({ places }) => places.length > 0))
    for (const blob of new Set(manifest.blobs)) if (blobs.has(blob)) append(holders, blob, manifest);
  return new Map(
    [...holders].map(([blob, held]) => [
      blob,
      {
        manifests: held.map(({ digest }) => digest).sort(),
        repositories: [...new Set(held.flatMap(({ places }) => places.map(nameOf)))].sort(),
      },
    ]),
  );
}
