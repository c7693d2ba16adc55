import type { Secret } from "../../src/domain/rotation.ts";
import { VERIFIERS } from "../../src/verify/index.ts";
import type { Places, Question, Verifier } from "../../src/verify/verifier.ts";

export const PLACES: Places = {
  endpoints: new Map(),
  insecure: [],
  allowHosts: [],
  authorizedKeys: new Map(),
  proxy: {},
  patienceMs: 5000,
};

export const verifierOf = (id: string): Verifier => VERIFIERS.find((one) => one.id === id)!;

export interface Ask {
  readonly values: Readonly<Record<string, string>>;
  readonly places?: Partial<Places>;
  readonly user?: string;
}

/** The question about the first thing that the verifier takes of these secrets. */
export const questionOf = (
  verifier: Verifier,
  secrets: readonly Secret[],
  { values, places = {}, user }: Ask,
): Question => {
  const [subject] = verifier.subjects(secrets);
  return {
    subject: { ...subject!, ...(user === undefined ? {} : { user }) },
    values,
    places: { ...PLACES, ...places },
  };
};
