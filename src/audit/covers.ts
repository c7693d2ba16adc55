import { parseTarget, repositoryMatcher } from "../registry/reference.ts";
import type { Target } from "../registry/target.ts";

/** Whether an audit of a target, as typed, looks again at the subject of a ledger entry: `r.example/app`, with `:tag` or `@digest`. */
export function covers(typed: string, subject: string): boolean {
  if (subject === typed) return true;
  const target = parseTarget(typed);
  if (target.kind === "layout") return isBelow(subject, `oci:${target.path}`);
  if (target.kind === "archive")
    return isBelow(subject, target.format === "stdin" ? "stdin" : `${target.format}:${target.path}`);
  if (target.kind === "storage") return isBelow(subject, `registry-storage:${target.path}`);
  if (target.kind === "engine") return isBelow(subject, engineName(target));
  if (target.kind === "ecr" || target.kind === "ecr-public") return subject === typed;
  return coversOnRegistry(target, subject);
}

const engineName = ({ engine, image }: Extract<Target, { readonly kind: "engine" }>): string =>
  `${engine === "docker" ? "docker-daemon" : engine}:${image ?? ""}`;

function coversOnRegistry(target: Extract<Target, { readonly registry: string }>, subject: string): boolean {
  const { registry } = target;
  if (target.kind === "image") {
    const { name, tag, digest } = target;
    return subject === `${registry}/${name}:${tag}` || subject === `${registry}/${name}@${digest}`;
  }
  if (target.kind === "repository") return isOf(subject, `${registry}/${target.name}`);
  if (target.pattern === undefined) return subject === registry || subject.startsWith(`${registry}/`);
  const name = subject.startsWith(`${registry}/`) ? subject.slice(registry.length + 1) : undefined;
  return (
    name !== undefined && (name === target.pattern || repositoryMatcher(target.pattern)(name.replace(/[:@].*$/, "")))
  );
}

/** What is below `app` is another repository. */
const isOf = (subject: string, name: string): boolean =>
  subject === name || subject.startsWith(`${name}:`) || subject.startsWith(`${name}@`);

const isBelow = (subject: string, name: string): boolean => isOf(subject, name) || subject.startsWith(`${name}/`);
