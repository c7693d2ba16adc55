import type { Facts } from "../domain/finding.ts";
import { percentDecoded } from "../scan/percent-decoded.ts";
import { allowedServer, type ServerPlace, shownPlace } from "./allowed-host.ts";
import { failureReason } from "./failure.ts";
import { meantValue } from "./meant-value.ts";
import { withPatience } from "./patience.ts";
import { isFoundBy, singles } from "./subjects.ts";
import {
  type Answer,
  HIDDEN,
  type Obstacle,
  type Places,
  type Question,
  type Subject,
  type Verifier,
} from "./verifier.ts";

/** A login at a server of a person's own, ready to be tried. */
export interface Login {
  readonly place: ServerPlace;
  /** Undefined where the server has a user of its own for it. */
  readonly user: string | undefined;
  readonly password: string;
  readonly database: string | undefined;
  readonly scheme: string;
  readonly patienceMs: number;
}

/** What the server said; what it throws is told as unknown. */
type Said = Pick<Answer, "status" | "reason"> & Partial<Pick<Answer, "about">>;

/** One kind of server. */
export interface LoginCheck {
  readonly id: string;
  readonly title: string;
  /** Rules of its own, whatever their facts; URLs are told by their scheme. */
  readonly rules: readonly string[];
  readonly schemes: readonly string[];
  readonly port: number;
  readonly needsUser: boolean;
  /** What is asked after the login. */
  readonly asks: string;
  readonly traces: string;
  /** Why it is not even tried. */
  refuses?(login: Omit<Login, "password">): string | undefined;
  try(login: Login, signal: AbortSignal): Promise<Said>;
}

const URL_RULE = "database-url-password";

export const loginVerifier = (check: LoginCheck): Verifier => ({
  id: check.id,
  title: check.title,
  traces: check.traces,
  caution: "a login that fails may count towards a lock of the account",
  needsValue: true,
  subjects: (secrets) =>
    singles(secrets, [URL_RULE, ...check.rules]).filter(
      ({ parts: { secret }, facts }) =>
        (secret !== undefined && isFoundBy(secret, check.rules)) || check.schemes.includes(schemeOf(facts)),
    ),
  requests: (subject, places) => {
    const login = loginFor(check, subject, places);
    if ("obstacle" in login) return login;
    return [{ method: "LOGIN", url: shownUrl(check, login), headers: {}, body: check.asks }];
  },
  verify: (question, signal) => ask(check, question, signal),
});

const schemeOf = ({ scheme }: Facts): string => String(scheme ?? "").toLowerCase();

function loginFor(check: LoginCheck, subject: Subject, places: Places): Omit<Login, "password"> | Obstacle {
  const { facts } = subject;
  const [, six, name, inHost] = HOST_PORT.exec(String(facts.host ?? "")) ?? [];
  const host = six ?? name ?? "";
  if (host === "") return { obstacle: "the server it is for was not found" };
  const user = facts.user === undefined ? subject.user : percentDecoded(String(facts.user));
  if (check.needsUser && user === undefined) return { obstacle: "its user was not found: --user NAME says it" };
  const port = facts.port ?? inHost;
  const place = allowedServer({ host, port: port === undefined ? undefined : Number(port), usual: check.port }, places);
  if ("obstacle" in place) return place;
  const database = facts.database === undefined ? undefined : String(facts.database);
  const login = { place, user, database, scheme: schemeOf(facts), patienceMs: places.patienceMs };
  const refused = check.refuses?.(login);
  return refused === undefined ? login : { obstacle: refused };
}

const HOST_PORT = /^(?:\[([0-9a-f:.]+)\]|([^:/[\]]+))(?::(\d{1,5}))?$/i;

function shownUrl({ id }: LoginCheck, { place, user = "", database }: Omit<Login, "password">): string {
  const real = place.at.host === place.host && place.at.port === place.port ? "" : ` at ${shownPlace(place.at)}`;
  return `${id}://${user}:${HIDDEN}@${shownPlace(place)}${database === undefined ? "" : `/${database}`}${real}`;
}

async function ask(check: LoginCheck, { subject, values, places }: Question, signal: AbortSignal): Promise<Answer> {
  const login = loginFor(check, subject, places);
  if ("obstacle" in login) return { status: "unknown", reason: login.obstacle, endpoint: "" };
  const endpoint = shownPlace(login.place);
  const { secret } = subject.parts;
  const value = values.secret ?? "";
  try {
    const attempt = { ...login, password: secret === undefined ? value : meantValue(value, secret) };
    const said = await withPatience({ ...places, signal }, async (patience) => check.try(attempt, patience));
    return { endpoint, ...(login.user === undefined ? {} : { about: { who: login.user } }), ...said };
  } catch (error) {
    if (signal.aborted) throw error;
    return { status: "unknown", reason: failureReason(error), endpoint };
  }
}
