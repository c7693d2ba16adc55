/** Words of names that hold a credential: those of BuildKit's check SecretsUsedInArgOrEnv, and what it misses. */
const WORDS =
  /^(?:api_?key|auth|credentials?|key|password|pword|passwd|pass|pwd|pw|secret|secrets|token|pat|jwt|passphrase|privatekey|creds?)$/;

/** True when the name of a variable says that its value is secret: `NPM_TOKEN`, `dbPassword`. `PUBLIC_KEY` is not. */
export const isSecretName = (name: string): boolean => {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return !words.includes("public") && !/^(?:file|path|version)$/.test(words.at(-1) ?? "") && words.some(isSecretWord);
};

const isSecretWord = (word: string): boolean =>
  WORDS.test(word) ||
  /(?:token|password|passwd|secret|apikey|(?:db|user|root|admin|mysql|pg|ftp|smtp|mail)pass)$/.test(word);
