import { nameStem } from "../domain/name-stem.ts";
import type { ImageExposure, Secret } from "../domain/rotation.ts";
import { joinNamed } from "../rotation/join-named.ts";
import { openValue, type StoredHalf } from "../store/named-halves.ts";
import type { Secrets } from "../store/secrets.ts";
import type { Store } from "../store/store.ts";
import { caseKeyAtHand } from "./case-key-at-hand.ts";
import { imageOf } from "./exposures.ts";

/**
 * Secrets with the users, hosts and accounts that stand in other documents, layers and images. Those values are encrypted in
 * the case: without its key nothing is told.
 */
export function completeSecrets(store: Store, secrets: ReadonlyMap<number, Secret>): ReadonlyMap<number, Secret> {
  const key = caseKeyAtHand(store);
  if (key === undefined) return secrets;
  const stems = new Set([...secrets.values()].flatMap(stemsOf));
  const halves = store.named.all(({ alike, name }) => !alike || stems.has(nameStem(name)));
  const holders = createHolders(store.secrets);
  const places = halves.map(({ blobId, blob, kind, path, line, ...half }) => ({
    ...half,
    at: { blob, kind, path, line },
    images: holders(blobId),
    value: () => openValue(half, key),
  }));
  const joined = joinNamed([...secrets.values()], places);
  return new Map([...secrets.keys()].flatMap((id, at) => (joined[at] === undefined ? [] : [[id, joined[at]]])));
}

const stemsOf = ({ occurrences }: Secret): readonly string[] => occurrences.map(({ name }) => nameStem(name));

type Image = Pick<ImageExposure, "registry" | "repository" | "manifest">;

/** The images that hold a blob; that of which an attestation speaks. */
function createHolders(secrets: Secrets) {
  const images = new Map<number, readonly Image[]>();
  const blobs = new Map<StoredHalf["blobId"], readonly Image[]>();
  const imagesOf = (manifestId: number): readonly Image[] => {
    const known = images.get(manifestId);
    if (known !== undefined) return known;
    const holder = secrets.manifest(manifestId);
    const { id, digest: manifest } = imageOf(secrets, holder);
    const served = secrets.holdings(id).map(({ registry, repository }) => ({ registry, repository, manifest }));
    images.set(manifestId, served);
    return served;
  };
  return (blobId: number): readonly Image[] => {
    const known = blobs.get(blobId);
    if (known !== undefined) return known;
    const held = new Set(secrets.uses(blobId).map(({ manifestId }) => manifestId));
    const found = [...held].flatMap(imagesOf);
    blobs.set(blobId, found);
    return found;
  };
}
