import { append } from "../domain/append.ts";
import { completesRule } from "../domain/completes-rule.ts";
import type { NamedHalf } from "../domain/finding.ts";
import { distinctive, nameStem } from "../domain/name-stem.ts";
import type { ImageExposure, Occurrence, Secret } from "../domain/rotation.ts";
import { placeName } from "./binding.ts";
import { imageKey } from "./exposures.ts";

type Image = Pick<ImageExposure, "registry" | "repository" | "manifest">;

/** A user name, a host or the id of an account, at a place of the case. */
export interface NamedPlace
  extends Pick<NamedHalf, "fingerprint" | "ruleId" | "title" | "completes" | "alike" | "fact"> {
  readonly name?: string;
  readonly at: Pick<Occurrence, "kind" | "path" | "line" | "blob">;
  readonly images: readonly Image[];
  /** Read only when it is told. */
  readonly value: () => string;
}

/**
 * Tells secrets whose they are, by public halves of other documents. Asked are the images that show the secret, then their
 * repositories, then, where the name is one that only few things have, the case. The names of both must begin alike, and the
 * half be the only one of its kind there that does; else nothing is told, nor looked for further out. A half of a vendor goes
 * without a name, in an image that has no other. All of it is likely and no more. Work: linear in places and images.
 */
export function joinNamed(secrets: readonly Secret[], halves: readonly NamedPlace[]): readonly Secret[] {
  const kinds = kindsOf(halves);
  return kinds.length === 0 ? secrets : secrets.map((secret) => kinds.reduce(complete, secret));
}

interface Scope {
  readonly name: string;
  readonly keys: (images: readonly Image[], stem: string) => readonly string[];
}

const repositoryKey = ({ registry, repository }: Image): string => `${registry}/${repository}`;
const IMAGE: Scope = { name: "the image", keys: (images) => images.map(imageKey) };
const REPOSITORY: Scope = { name: "the repository", keys: (images) => [...new Set(images.map(repositoryKey))] };
const CASE: Scope = { name: "the case", keys: (_, stem) => (distinctive(stem, SERVICES) === "" ? [] : [""]) };
/** From close to far. */
const BY_NAME: readonly Scope[] = [IMAGE, REPOSITORY, CASE];
const BY_VENDOR: readonly Scope[] = [IMAGE];

/** What names say of the service, and not of whose it is: `DB_USER` is anybody's. */
const SERVICES = `admin amqp artifactory aws azure backend broker bucket cache clickhouse client connection data database
  datasource db elastic elasticsearch email es facebook ftp gcp git github gitlab google http https imap influx jdbc jenkins
  kafka keycloak ldap mail mailer maria mariadb mongo mongodb mq mssql mysql nexus npm oauth oauth2 odbc oidc okta oracle pg
  pgsql postgres postgresql primary proxy psql queue rabbit rabbitmq rds read redis registry replica repo root s3 saml sentry
  sftp slack smtp spring sql sqlserver ssh sso sudo svn system twitter vpn web write www`;

/** Public halves of one rule. */
interface Kind {
  readonly first: NamedPlace;
  readonly byStem: ReadonlyMap<string, readonly NamedPlace[]>;
  /** By scope and stem, made when it is first asked for. */
  readonly only: Map<string, ReadonlyMap<string, Only>>;
}

/** The one value of a place, at the least of its places; "several" once there are two. */
type Only = NamedPlace | "several";

function kindsOf(halves: readonly NamedPlace[]): readonly Kind[] {
  const kinds = new Map<string, { readonly first: NamedPlace; readonly byStem: Map<string, NamedPlace[]> }>();
  for (const half of [...halves].sort(byPlace)) {
    const kind = kinds.get(half.ruleId) ?? { first: half, byStem: new Map<string, NamedPlace[]>() };
    kinds.set(half.ruleId, kind);
    for (const stem of new Set([nameStem(half.name), ANY])) {
      append(kind.byStem, stem, half);
    }
  }
  // What a vendor names says more than a name that begins alike.
  return [...kinds.values()]
    .map((kind) => ({ ...kind, only: new Map() }))
    .sort((a, b) => Number(a.first.alike) - Number(b.first.alike) || compare(a.first.ruleId, b.first.ruleId));
}

/** Whatever the name. No stem has this sign. */
const ANY = "*";

function complete(secret: Secret, kind: Kind): Secret {
  const { fact, completes, alike } = kind.first;
  if (secret.facts[fact] !== undefined) return secret;
  const byName = alike || secret.provider === "generic";
  const places = secret.occurrences
    .filter(({ ruleId }) => completesRule(completes, ruleId))
    .map(({ images, name }) => ({ images, stem: byName ? nameStem(name) : ANY }))
    .filter(({ stem }) => stem !== "" && kind.byStem.has(stem));
  if (places.length === 0) return secret;
  for (const scope of byName ? BY_NAME : BY_VENDOR) {
    const found = onlyOne(places, { kind, scope });
    if (found === "several") return secret;
    if (found !== undefined) return told(secret, { half: found, byName, scope });
  }
  return secret;
}

interface PlaceOfSecret {
  readonly images: readonly Image[];
  readonly stem: string;
}

function onlyOne(
  places: readonly PlaceOfSecret[],
  { kind, scope }: { readonly kind: Kind; readonly scope: Scope },
): Only | undefined {
  let found: Only | undefined;
  for (const { images, stem } of places) {
    const known = indexOf(kind, { scope, stem });
    for (const key of scope.keys(images, stem)) found = join(found, known.get(key));
    if (found === "several") break;
  }
  return found;
}

function indexOf(kind: Kind, { scope, stem }: { readonly scope: Scope; readonly stem: string }) {
  const id = `${scope.name} ${stem}`;
  const known = kind.only.get(id);
  if (known !== undefined) return known;
  const index = new Map<string, Only>();
  for (const half of kind.byStem.get(stem) ?? [])
    for (const key of scope.keys(half.images, stem)) index.set(key, join(index.get(key), half) ?? half);
  kind.only.set(id, index);
  return index;
}

function join(a: Only | undefined, b: Only | undefined): Only | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a === "several" || b === "several" || a.fingerprint !== b.fingerprint) return "several";
  return byPlace(a, b) <= 0 ? a : b;
}

interface Joint {
  readonly half: NamedPlace;
  readonly byName: boolean;
  readonly scope: Scope;
}

function told(secret: Secret, { half, byName, scope }: Joint): Secret {
  const { fact, title, at } = half;
  const only = byName ? `the only one named so in ${scope.name}` : `the only one in ${scope.name}`;
  return {
    ...secret,
    facts: { ...secret.facts, [fact]: half.value() },
    likelyFacts: [...(secret.likelyFacts ?? []), fact],
    reasons: [...secret.reasons, `${title} at ${placeName(at)}: ${only} (likely)`],
  };
}

const byPlace = ({ at: a }: NamedPlace, { at: b }: NamedPlace): number =>
  compare(a.blob, b.blob) || compare(a.path, b.path) || a.line - b.line;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
