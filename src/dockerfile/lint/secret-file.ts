import type { BuildContext } from "../build-context.ts";
import { baseName } from "../parse/image-path.ts";
import { isBuildOnlyFile } from "../shell/known-tools.ts";
import { isSecretVariable, isStandIn } from "./secret-variable.ts";

/** Files of package managers and git that mostly hold no credential: one that cannot be read is no reason. */
const ORDINARY =
  /(?:^|\/)(?:\.yarnrc|\.yarnrc\.yml|bunfig\.toml|gradle\.properties|[Nn]u[Gg]et\.[Cc]onfig|\.gitconfig|\.cargo\/config(?:\.toml)?|\.condarc|\.bundle\/config|settings\.xml|[\w.-]+\.repo|\.git\/config)$/;
/** Sources of packages, and the repository itself: a login may be in their addresses. */
const SOURCES_FILE =
  /(?:^|\/)(?:[\w.-]+\.repo|\.git\/config|apt\/auth\.conf(?:\.d\/[\w.-]+)?|zypp\/credentials\.d\/[\w.-]+)$/;
const KEY_FILE = /(?:^|\/)(?:id_(?:rsa|dsa|ecdsa|ed25519)[\w.-]*|[\w.-]+\.(?:pem|key|p12|pfx|jks|keystore|ppk))$/;
/** Certificates and public halves lie beside keys under the same endings. */
const OPEN_KEY =
  /\.pub$|(?:^|[/._-])(?:ca|cacert|certs?|chain|fullchain|bundle|root|pub|public|dhparams?|truststore|cacerts)(?:[._-]|$)/i;
const ENV_FILE = /(?:^|\/)(?:\.env(?:\.[\w-]+)*|[\w-]+\.env)$/;
const SAMPLE = /[._-](?:example|sample|template|tmpl|tpl|dist|defaults?|schema)(?:\.|$)/i;
const ACCOUNT_FILE =
  /(?:^|\/)(?:credentials\.json|kaggle\.json|service[-_]?account[\w-]*\.json|gcp[-_]?(?:key|sa)[\w-]*\.json|\.aws\/credentials|\.vault-token|\.s3cfg|\.sentryclirc|kubeconfig|\.kube\/config|master\.key)$/i;

export const isSample = (path: string): boolean => SAMPLE.test(baseName(path));

/** Paths of the context whose name says that a credential may be in it. */
export const mayHoldSecret = (path: string): boolean =>
  !isSample(path) &&
  !(KEY_FILE.test(path) && OPEN_KEY.test(path)) &&
  (isBuildOnlyFile(path) || [ENV_FILE, KEY_FILE, ACCOUNT_FILE, SOURCES_FILE].some((one) => one.test(path)));

/** Also by content, where it is known; `found`: a scan of the file found a secret. */
export const holdsSecret = (
  path: string,
  { context, found }: { readonly context: BuildContext; readonly found: (path: string) => boolean },
): boolean => {
  if (!mayHoldSecret(path)) return false;
  if (found(path)) return true;
  const text = context.read(path);
  if (text === undefined) return !ORDINARY.test(path);
  // The key of Rails has the ending of one in PEM.
  if (ACCOUNT_FILE.test(path)) return text.trim() !== "" && !isStandIn(text.trim());
  if (KEY_FILE.test(path)) return /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY/.test(text);
  if (ENV_FILE.test(path)) return text.split(/\r?\n/).some(setsSecret);
  return holdsCredential(text);
};

const setsSecret = (line: string): boolean => {
  const [, name, value = ""] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
  const plain = value.replace(/^(["'])(.*)\1$/, "$2");
  return name !== undefined && !plain.includes("$") && isSecretVariable(name, plain);
};

/** A literal, not the name of a variable. Forms: .npmrc, pip.conf, netrc, settings.xml, auth.json, NuGet.config, addresses. */
const CREDENTIALS: readonly RegExp[] = [
  /(?:_authToken|_auth|_password|password|passwd|token|secret)\s*[=:]\s*["']?(?![\s"'$%{<]|\[)([^\s"']{4,})/gi,
  /^\s*machine\s+\S+[\s\S]*?\bpassword\s+(?!\$)(\S+)/gm,
  /<(?:password|passphrase)>\s*(?!\$\{|\s*<)([^<\s]+)/gi,
  /"(?:auth|token|password|identitytoken)"\s*:\s*"(?!\$|")([^"]{4,})"/gi,
  /\bkey="(?:ClearText)?Password"\s+value="(?![%$"])([^"]{4,})"/gi,
  /:\/\/[^\s/:@"'$]+:([^\s/@"'$]+)@/g,
];

const holdsCredential = (text: string): boolean =>
  CREDENTIALS.some((one) => [...text.matchAll(one)].some(([, value = ""]) => !isStandIn(value)));
