/** Words that say which half of a credential a name holds, or that it holds one; `[default]` is the profile without a name. */
const ROLES = new Set(
  `access account addr address api app application auth basic client conf config consumer cred credential credentials default endpoint
  env file host hostname id identifier key keys login name pass passphrase passwd password private pwd public pw secret server
  servername session sid token uri url user userid username usr value var`.split(/\s+/),
);
/** Words that names of many unrelated things begin with: where it runs, and what is usual. */
const COMMON = new Set(
  `dev develop development docker global live local main master my new old prd prod production qa sandbox service
  stage staging stg test testing uat`.split(/\s+/),
);

/** `PROD_AWS_KEY_ID` and `prodAwsSecret` are both `prod aws`: names that are left the same belong together. */
export const nameStem = (name: string | undefined): string =>
  words(name)
    .filter((word) => !ROLES.has(word))
    .join(" ");

/**
 * What is left of a stem when the words go that say nothing of its owner: those of the vendor, which all its names have, and
 * those of environments. Empty: two names with this stem are alike by chance.
 */
export const distinctive = (stem: string, vendor: string): string => {
  const common = new Set(words(vendor));
  return stem
    .split(" ")
    .filter((word) => !COMMON.has(word) && !common.has(word) && !/^\d+$/.test(word))
    .join(" ");
};

const words = (name = ""): readonly string[] =>
  name
    .slice(0, LONGEST)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .replace(LIBPQ, "pg ")
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

/** `PGUSER`, `PGPASSWORD` (PostgreSQL, "Environment Variables" of libpq). */
const LIBPQ = /\bpg(?=user|host|pass|data|port)/g;

/** A longer name is none that people gave. */
const LONGEST = 200;
