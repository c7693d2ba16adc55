import type { Visibility } from "../domain/rotation.ts";
import type { ExposureWindow } from "../rotation/window.ts";
import { day, plural } from "./phrases.ts";

const WHO: Readonly<Record<Visibility, string>> = {
  public: "the registry is public",
  anonymous: "the registry serves it without a login, to whoever reaches the host",
  private: "the registry is private: whoever may log in can pull",
};

const SERVED = "the registry served it without a login, to whoever reached the host";

/** From when until when others could read it, who could, and what is known of readers: one sentence each. */
export function windowLines(window: ExposureWindow): readonly string[] {
  if (window.local) return [`${begin(window)}, in local archives only`];
  return [`${begin(window)}, ${end(window)}`, who(window), readers(window)];
}

function begin({ from, fromIs, maybeEarlier }: ExposureWindow): string {
  if (from === undefined) return "readable since an unknown day";
  const basis = fromIs === "pushed" ? "when it was pushed" : "the date the image gives itself";
  return `readable since ${day(from)} (${basis})${maybeEarlier ? " or earlier: not every image has a date" : ""}`;
}

function end({ served, to }: ExposureWindow): string {
  if (served) return "still served";
  return to === undefined ? "no longer served" : `until ${day(to)} or earlier: an audit then found it gone`;
}

function who({ visibility, publicSince, served }: ExposureWindow): string {
  if (visibility === undefined) return "the registry is not known to be private";
  const since = publicSince === undefined ? "" : `, at least since ${day(publicSince)}`;
  const words = served || visibility !== "anonymous" ? WHO[visibility] : SERVED;
  return `${words}${since}`;
}

function readers({ lastPull, pulls }: ExposureWindow): string {
  const last = lastPull === undefined ? [] : [`last recorded pull ${day(lastPull)}`];
  const count = pulls === undefined ? [] : [`its repositories were pulled ${plural(pulls, "time")} in all`];
  const told = [...last, ...count].join(", ");
  return told === "" ? "the registry does not record pulls: assume it was read" : told;
}
