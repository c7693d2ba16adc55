import { isMap, type YAMLMap } from "yaml";
import type { BundleStep } from "./bundle.ts";
import type { Changed } from "./changed.ts";
import type { ChangeRequest } from "./kinds.ts";
import { eolOf, lineOf } from "./lines.ts";
import { appendLines, columnOf, indentStep } from "./yaml-edit.ts";
import { pairOf, rangeOf } from "./yaml-text.ts";

/** An entry of the top-level `secrets` of a compose file. */
export interface TopSecret {
  readonly id: string;
  readonly from: "environment" | "file";
  readonly where: string;
}

/** Declares the secrets that builds of the file name. */
export const addTopSecrets = (
  request: ChangeRequest,
  root: YAMLMap,
  secrets: readonly TopSecret[],
): Partial<Changed> => {
  const { text, path } = request;
  const distinct = [...new Map(secrets.map((one) => [`${one.id}=${one.where}`, one])).values()];
  const ids = new Set(distinct.map((one) => one.id));
  if (ids.size === 0) return {};
  if (ids.size < distinct.length) return { steps: [twice(path)] };
  const existing = pairOf(root, "secrets");
  const node = existing?.value;
  if (isMap(node)) {
    const [missing, other] = [
      distinct.filter((one) => !node.has(one.id)),
      distinct.filter((one) => differs(node, one)),
    ];
    const steps = other.map((one) => conflict(path, lineOf(text, rangeOf(pairOf(node, one.id)?.key)?.start ?? 0), one));
    if (missing.length === 0 || steps.length > 0) return steps.length > 0 ? { steps } : {};
    const step = indentStep(text, node);
    const edits = appendLines(
      text,
      node,
      missing.flatMap((one) => entry(one, step)),
    );
    return edits ? { edits } : { steps: [flow(path, missing)] };
  }
  if (existing) return { steps: [flow(path, distinct)] };
  const step = indentOf(text, root);
  const lines = ["secrets:", ...distinct.flatMap((one) => entry(one, step).map((line) => step + line))];
  const eol = eolOf(text);
  const lead = text.endsWith("\n") ? eol : eol + eol;
  const end = text.endsWith("\n") ? eol : "";
  return { edits: [{ start: text.length, end: text.length, replacement: `${lead}${lines.join(eol)}${end}` }] };
};

const entry = (secret: TopSecret, step: string): readonly string[] => [
  `${secret.id}:`,
  `${step}${secret.from}: ${secret.where}`,
];

const indentOf = (text: string, root: YAMLMap): string => {
  const services = root.items.map((pair) => pair.value).find((value) => isMap(value) && !value.flow);
  const start = rangeOf(services)?.start;
  return start === undefined ? "  " : columnOf(text, start);
};

const differs = (node: YAMLMap, secret: TopSecret): boolean => {
  const own = node.get(secret.id);
  return isMap(own) && own.get(secret.from) !== secret.where;
};

const conflict = (path: string, line: number, secret: TopSecret): BundleStep => ({
  code: "M15",
  path,
  line,
  reason: `the secret ${secret.id} is declared already, and takes its value from another place than the build argument did`,
  sketch: `${secret.id}: {${secret.from}: ${secret.where}}`,
});

const twice = (path: string): BundleStep => ({
  code: "M15",
  path,
  reason: "services pass different values under one name; a secret of a compose file has one value",
});

const flow = (path: string, secrets: readonly TopSecret[]): BundleStep => ({
  code: "M7",
  path,
  reason: "the top-level secrets are written in a way that cannot be edited safely",
  sketch: secrets.map((one) => `${one.id}: {${one.from}: ${one.where}}`).join("\n"),
});
