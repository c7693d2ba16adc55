import { Fragment } from "preact";
import type { Case } from "../case.ts";

/** `Stripe secret key 129462e0914e, ...`; one that the report does not hold is named by its id alone. */
export function SecretLinks({ ids, of }: { readonly ids: readonly string[]; readonly of: Case }) {
  return (
    <>
      {ids.map((id, index) => {
        const secret = of.secret(id);
        return (
          <Fragment key={id}>
            {index === 0 ? "" : ", "}
            {secret === undefined ? (
              <code>{id}</code>
            ) : (
              <a href={`#secret/${secret.id}`}>
                {secret.title} {secret.id}
              </a>
            )}
          </Fragment>
        );
      })}
    </>
  );
}
