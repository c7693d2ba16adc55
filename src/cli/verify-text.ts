import type { Check, Checks, LeftOut } from "../audit/verify-checks.ts";
import type { Verified } from "../audit/verify-secrets.ts";
import { append } from "../domain/append.ts";
import { cleanText } from "../report/clean.ts";
import { wrap } from "../report/wrap.ts";
import type { ShownRequest, Verifier } from "../verify/verifier.ts";

const WIDTH = 80;

interface Meant {
  /** As typed; none: all secrets. */
  readonly ids: readonly string[];
  /** Secrets that nobody is asked about. */
  readonly others: number;
}

/** Who could be asked about what, and the commands that ask. */
export function listText({ ready, leftOut }: Checks, { ids, others }: Meant): string {
  const verifiers = new Set([...ready, ...leftOut].map(({ verifier }) => verifier));
  const providers = [...verifiers].flatMap((verifier) => {
    const count = ready.filter((one) => one.verifier === verifier).length;
    const out = leftOut.filter((one) => one.verifier === verifier);
    const head = `${verifier.title}: ${count} can be asked about${out.length === 0 ? "" : `, ${out.length} left out`}`;
    const command = ["  $ exhume verify", ...ids, `--provider ${verifier.id}`].join(" ");
    return [head, ...(count === 0 ? [] : [command]), ...out.map(leftOutLine)];
  });
  const kinds = others === 1 ? "1 secret is of a kind" : `${others} secrets are of kinds`;
  const rest = others === 0 ? [] : [`${kinds} that nobody is asked about.`];
  return [...(providers.length === 0 ? ["There is nobody to ask."] : providers), ...rest, "Nothing was sent."].join(
    "\n",
  );
}

/** All that would be sent, once for all secrets that it is the same for, and where it leaves a trace. */
export function previewText({ ready, leftOut }: Checks, proxied: boolean): string {
  const verifiers = [...new Set(ready.map(({ verifier }) => verifier))];
  const from = proxied ? "Requests over HTTP come from the proxy's" : "Requests come from this machine's";
  return [
    ...verifiers.flatMap((verifier) => verifierLines(verifier, ready)),
    ...(leftOut.length === 0 ? [] : ["Not asked about:", ...leftOut.map(leftOutLine)]),
    ...(ready.length === 0 ? [] : [`${from} IP address, one after the other, each once.`]),
  ].join("\n");
}

function verifierLines(verifier: Verifier, ready: readonly Check[]): readonly string[] {
  const alike = new Map<string, Check[]>();
  for (const check of ready.filter((one) => one.verifier === verifier)) {
    const key = JSON.stringify(check.requests);
    append(alike, key, check);
  }
  return [
    `${verifier.title}:`,
    ...[...alike.values()].flatMap((checks) => [
      ...(checks[0]?.requests ?? []).flatMap(requestLines),
      ...checks.flatMap(({ secrets }) =>
        secrets.map(({ id, title, preview }) => item(`for ${id} ${title}: ${preview}`)),
      ),
    ]),
    item(`Traces: ${verifier.traces}.`),
    ...(verifier.caution === undefined ? [] : [item(`Beware: ${verifier.caution}.`)]),
  ];
}

/** Never cut or wrapped: it is what is sent. */
const requestLines = ({ method, url, headers, body }: ShownRequest): readonly string[] => [
  cleanText(`  ${method} ${url}`),
  ...Object.entries(headers).map(([name, value]) => cleanText(`      ${name}: ${value}`)),
  ...(body === undefined ? [] : [cleanText(`      ${body}`)]),
];

const leftOutLine = ({ secret, reason }: LeftOut): string => item(`${secret.id} ${secret.title}: ${reason}`);

/** One line for each answer. */
export function answerText({ check, status, reason, data = {} }: Verified): string {
  const about = ["who", "account", "scopes", "expires"].flatMap((name) =>
    data[name] === undefined ? [] : [data[name]],
  );
  const [secret] = check.secrets;
  const told = about.length === 0 ? "" : ` (${about.join("; ")})`;
  return item(
    `${secret?.id ?? ""} ${secret?.title ?? ""}: ${status === undefined ? "" : `${status}, `}${reason}${told}`,
  );
}

const item = (text: string): string => wrap(cleanText(text), { width: WIDTH, first: "  ", rest: "      " });
