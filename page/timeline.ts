import type { PageSecret } from "../src/report/page/page-data.ts";
import type { Case } from "./case.ts";

/** One thing that happened to a secret. `at`: ISO 8601. */
export interface Moment {
  readonly at: string;
  readonly what: string;
  readonly note?: string;
  readonly kind: "exposed" | "seen" | "work" | "gone";
}

/** What is known of a secret over time, oldest first. */
export function timelineOf(of: Case, secret: PageSecret): readonly Moment[] {
  return [...exposureMoments(of, secret), ...workMoments(secret)].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : 0,
  );
}

function exposureMoments(of: Case, secret: PageSecret): readonly Moment[] {
  const { window } = secret;
  const images = of.ways(secret).flatMap((way) => way.images.map(of.image));
  const firstSeen = images
    .flatMap((image) => image.firstSeen ?? [])
    .sort()
    .at(0);
  const moment = (at: string | undefined, rest: Omit<Moment, "at">): readonly Moment[] =>
    at === undefined ? [] : [{ at, ...rest }];
  return [
    ...moment(window?.from, {
      kind: "exposed",
      what: window?.fromIs === "pushed" ? "First image with it pushed" : "First image with it made",
      ...(window?.fromIs === "pushed"
        ? {}
        : { note: "The image says so itself; no registry told when it was pushed." }),
    }),
    ...moment(window?.publicSince, { kind: "exposed", what: "Seen readable for everybody" }),
    ...moment(firstSeen, { kind: "seen", what: "First seen by an audit" }),
    ...moment(window?.lastPull, { kind: "exposed", what: "Last pull that a registry recorded" }),
    ...moment(window?.to, { kind: "gone", what: "Last image with it gone" }),
  ];
}

const workMoments = ({ events }: PageSecret): readonly Moment[] =>
  events.map(({ at, kind, state, actor, note, data }) => ({
    at,
    kind: "work",
    what: `${eventWord(kind, state, data?.evidence)} by ${actor}`,
    ...(note === undefined ? {} : { note }),
  }));

const eventWord = (kind: PageSecret["events"][number]["kind"], state: string, evidence: unknown): string => {
  if (kind === "state") return `Work: ${state}`;
  if (kind === "reopened") return "Re-opened: an image holds it again,";
  if (kind === "evidence") return `Evidence (${String(evidence)})`;
  if (kind === "verified") return "Provider asked";
  if (kind === "sealed") return "Value sealed";
  return kind === "revealed" ? "Value shown" : "Note";
};
