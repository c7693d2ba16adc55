import type { BuildSide, Judgement, ProofFacts, ProvenSecret } from "./proof.ts";
import type { CanarySearch } from "./search-images.ts";

/** What the builds show of one secret. A proof fails only by what was seen; what was not seen is not proven. */
export const judgeProof = (secret: ProvenSecret, { before, after, without, trail }: ProofFacts): Judgement => {
  if (secret.problem !== undefined) return notProven(secret.problem);
  if (after.kind === "failed") return withoutImage(before, after);
  const found = placesOf(after.found, secret);
  if (found.length > 0) return failed(`the canary is in the new image: ${found.join(", ")}`);
  const trailing = trail.kind === "searched" ? placesOf(trail.found, secret) : [];
  if (trailing.length > 0) return failed(`the canary is in provenance or cache: ${trailing.join(", ")}`);
  if (secret.required && without === "builds")
    return failed("the new Dockerfile builds without the secret, although its mount is required");
  if (secret.required && without === "timeout")
    return notProven("whether it fails without the secret is not known: the build took too long");
  if (before.kind === "failed") return notProven("it does not build before the change");
  if (placesOf(before.found, secret).length === 0)
    return notProven("the canary did not get into the image before the change either");
  const [loss] = newLosses(before.found, after.found);
  return loss === undefined ? { verdict: "proven", reason: "" } : notProven(`not all could be read: ${loss}`);
};

/** Places of its canary. */
export const placesOf = ({ places }: CanarySearch, { canary }: Pick<ProvenSecret, "canary">): readonly string[] =>
  places.filter((one) => one.canary === canary).map(({ place }) => place);

type Failed = Extract<BuildSide, { readonly kind: "failed" }>;

/** What the builder said stands in the table. */
const withoutImage = (before: BuildSide, after: Failed): Judgement => {
  if (before.kind === "failed")
    return notProven(before.why === after.why ? SAME[before.why] : "it builds neither before nor after the change");
  return after.why === "step"
    ? failed("it builds before the change and not after")
    : notProven(`it builds before the change; after it ${AFTER[after.why]}`);
};

const SAME = {
  base: "the base image is not at hand",
  frontend: "the frontend of # syntax= is not at hand",
  unable: "this builder does not know what the Dockerfile uses",
  timeout: "the builds took too long",
  step: "the build fails the same way before and after",
} as const;

const AFTER = {
  base: "an image could not be had",
  frontend: "the frontend of # syntax= could not be had",
  unable: "this builder does not know what the Dockerfile uses: try another --builder or --form file",
  timeout: "the build took too long",
} as const;

/** What lies in both images comes from their base, which no canary reaches. */
const newLosses = (before: CanarySearch, after: CanarySearch): readonly string[] => {
  const old = new Set(before.losses.map(({ blob }) => blob));
  return after.losses.filter(({ blob }) => blob === undefined || !old.has(blob)).map(({ what }) => what);
};

const notProven = (reason: string): Judgement => ({ verdict: "not proven", reason });
const failed = (reason: string): Judgement => ({ verdict: "failed", reason });
