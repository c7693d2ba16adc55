import { UserError } from "../domain/user-error.ts";

/** The secret whose fingerprint starts with what was typed. Throws UserError when none or several do. */
export function findSecret<T extends { readonly id: string; readonly fingerprint: string }>(
  secrets: readonly T[],
  typed: string,
): T {
  const wanted = typed.toLowerCase();
  const found = /^[0-9a-f]+$/.test(wanted) ? secrets.filter((secret) => secret.fingerprint.startsWith(wanted)) : [];
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const problem =
    found.length === 0
      ? `no secret has the id ${typed}`
      : `${found.length} secrets have an id that starts with ${typed}`;
  const hint =
    found.length === 0
      ? "exhume secrets --all lists them"
      : `type more digits: ${found
          .slice(0, 5)
          .map(({ id }) => id)
          .join(", ")}`;
  throw new UserError({ code: "SECRET_UNKNOWN", message: problem, hint });
}
