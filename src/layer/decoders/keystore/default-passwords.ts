/**
 * What keystores are delivered or made with. `changeit`: Java's cacerts, Tomcat, GlassFish; `notasecret`: key files of
 * Google service accounts; `WebAS`: WebSphere; `android`: the debug keystore; `confluent`: Confluent's examples;
 * `storepwd`, `keypwd`: Jetty; the others are what tutorials say.
 */
const DEFAULT_PASSWORDS: readonly string[] = [
  "changeit",
  "password",
  "changeme",
  "notasecret",
  "",
  "secret",
  "123456",
  "WebAS",
  "android",
  "confluent",
  "storepwd",
  "keypwd",
  "test1234",
  "keystore",
];

/** One round of a key derivation takes as long as unpacking so much: a quarter of a microsecond. */
export const BYTES_PER_ROUND = 32;

/** For one key, with all passwords: half a second. OpenSSL makes 2,048 for each, Java 10,000, of a JCEKS 400,000. */
const MOST_ROUNDS = 1_600_000;

/** Those that are worth the time, the likeliest first, where each takes so many rounds. */
export const passwordsFor = (rounds: number): readonly string[] =>
  DEFAULT_PASSWORDS.slice(0, Math.floor(MOST_ROUNDS / Math.max(rounds, 1)));
