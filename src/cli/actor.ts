import { userInfo } from "node:os";

/** Who does it: as typed, else the user of the system, by number where no name is known, as in a container. */
export function actorName(typed: string | undefined): string {
  if (typed !== undefined) return typed;
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
