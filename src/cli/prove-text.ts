import { placesOf } from "../audit/prove/judge-proof.ts";
import type { BuildSide, Judgement, Proof, ProvenSecret, TrailSide } from "../audit/prove/proof.ts";
import { cleanText } from "../report/clean.ts";
import { pad } from "../report/columns.ts";
import { plural } from "../report/phrases.ts";
import { wrap } from "../report/wrap.ts";

export interface ShownProof {
  readonly title: string;
  /** The builder and its version. */
  readonly about: string;
  readonly judged: readonly (Judgement & { readonly secret: ProvenSecret })[];
}

/** A table of what the builds of one Dockerfile show; holds no canary and no value. */
export const proofText = (proof: Proof, { title, about, judged }: ShownProof): string => {
  const { facts, secrets, users, notes } = proof;
  return [
    cleanText(title),
    "-".repeat(Math.min(WIDTH, title.length)),
    row("builder", about),
    row("before", sideText(facts.before, secrets)),
    row("after", sideText(facts.after, secrets)),
    row("no secret", withoutText(proof)),
    ...users.map((user) =>
      row("non-root", `USER ${user} ${facts.after.kind === "built" ? "builds" : "was not built"}`),
    ),
    row("trail", trailText(facts.trail, secrets)),
    "",
    ...judged.map(({ secret, verdict, reason }) =>
      row(verdict, reason === "" ? secret.label : `${secret.label}: ${reason}`),
    ),
    ...(judged.length === 0 ? [row("not proven", "nothing of this change can carry a canary")] : []),
    ...notes.map((line) => row("note", line)),
    "",
  ].join("\n");
};

const WIDTH = 80;
const HEAD = 12;

const row = (head: string, text: string): string =>
  wrap(cleanText(text), { width: WIDTH, first: `${pad(head, HEAD)}`, rest: " ".repeat(HEAD) });

const sideText = (side: BuildSide, secrets: readonly ProvenSecret[]): string => {
  if (side.kind === "failed") return `does not build: ${side.line}`;
  const found = secrets.flatMap((secret) => {
    const places = placesOf(side.found, secret);
    return places.length === 0 ? [] : [`${secret.label} in ${listed(places)}`];
  });
  return `builds; ${found.length === 0 ? `no canary in ${plural(side.found.blobs, "blob")}` : found.join("; ")}`;
};

/** Places shown of one canary. */
const MOST = 4;

const listed = (places: readonly string[]): string =>
  places.length <= MOST ? places.join(", ") : `${places.slice(0, MOST).join(", ")} and ${places.length - MOST} more`;

const withoutText = ({ facts, secrets }: Proof): string => {
  if (facts.without !== undefined) return WITHOUT[facts.without];
  return secrets.some(({ required }) => required) ? "was not tried" : "no mount is required";
};

const WITHOUT = { fails: "fails, as required", builds: "builds", timeout: "took too long" } as const;

const trailText = (trail: TrailSide, secrets: readonly ProvenSecret[]): string => {
  if (trail.kind === "none") return "this builder writes no provenance and no cache with mode=max";
  if (trail.kind === "failed") return `not proven: provenance and cache with mode=max cannot be had: ${trail.line}`;
  const found = secrets.flatMap((secret) => placesOf(trail.found, secret));
  return found.length === 0 ? "no canary in provenance and cache with mode=max" : listed(found);
};
