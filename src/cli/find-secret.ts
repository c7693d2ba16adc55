import { UserError } from "../domain/user-error.ts";

/** The secret whose fingerprint starts with what was typed. Throws UserError when none or several do. */
export function findSecret<T extends { readonly id: string; readonly fingerprint: string }>(
  secrets: readonly T[],
  typed: string,
): T {
  const wanted = typed.trim().toLowerCase();
  const found = /^[0-9a-f]+$/.test(wanted) ? secrets.filter((secret) => secret.fingerprint.startsWith(wanted)) : [];
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const problem =
    found.length === 0
      ? wanted === ""
        ? "an id is missing"
        : `no secret has the id ${wanted}`
      : `${found.length} secrets have an id that starts with ${typed}`;
  const hint =
    found.length === 0
      ? notFoundHint(secrets, wanted)
      : `type more digits: ${found
          .slice(0, 5)
          .map(({ id }) => id)
          .join(", ")}`;
  throw new UserError({ code: "SECRET_UNKNOWN", message: problem, hint });
}

/** Ids named in a suggestion. */
const MOST = 3;

function notFoundHint(secrets: readonly { readonly id: string }[], typed: string): string {
  const near = [...new Set(secrets.map(({ id }) => id))].filter((id) => isNear(id, typed)).slice(0, MOST);
  const list = "exhume secrets --all lists them";
  return near.length === 0 ? list : `did you mean ${near.join(" or ")}? ${list}`;
}

/** The beginning of the id is what was typed, but for a digit that is wrong, missing, too much or changed places. */
const isNear = (id: string, typed: string): boolean =>
  typed.length >= 4 &&
  [-1, 0, 1].some((longer) => {
    const start = id.slice(0, typed.length + longer);
    let same = 0;
    while (same < start.length && start[same] === typed[same]) same++;
    let behind = 0;
    while (behind < start.length - same && start.at(-1 - behind) === typed.at(-1 - behind)) behind++;
    const [left, wrong] = [start.length - same - behind, typed.length - same - behind];
    const swapped = left === 2 && start[same] === typed[same + 1] && start[same + 1] === typed[same];
    return (left <= 1 && wrong <= 1) || (swapped && wrong === 2);
  });
