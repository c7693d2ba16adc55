import type { BuildContext } from "../build-context.ts";
import { escapePattern } from "../parse/escape-pattern.ts";
import { baseName } from "../parse/image-path.ts";
import type { NeededSecret, Needs } from "./needs.ts";

/**
 * The secrets that a build of one stage needs: `--ssh` without an agent and a file that is not there fail a build, so a
 * build of another stage must not get them. All of them when the stage, or where they are used, is not known.
 */
export const neededBy = (context: BuildContext, own: Needs, target: string | undefined): readonly NeededSecret[] => {
  const stages = readStages(context.read(own.dockerfile) ?? "");
  const built = target === undefined ? undefined : closure(stages, target);
  if (built === undefined) return own.secrets;
  return own.secrets.filter((one) => {
    const users = stages.filter((stage) => uses(stage.text, one, own));
    return users.length === 0 || users.some((stage) => built.includes(stage));
  });
};

interface Stage {
  readonly name: string;
  /** From its FROM up to the next. */
  readonly text: string;
}

const readStages = (text: string): readonly Stage[] =>
  text
    .split(/^(?=[ \t]*FROM[ \t])/im)
    .filter((part) => /^[ \t]*FROM[ \t]/i.test(part))
    .map((part, index) => ({
      text: part,
      name: (/^.*[ \t]AS[ \t]+(\S+)/i.exec(part)?.[1] ?? String(index)).toLowerCase(),
    }));

/** A stage and those that it is made of; undefined when there is none of that name. */
const closure = (stages: readonly Stage[], name: string): readonly Stage[] | undefined => {
  const find = (wanted: string): Stage | undefined =>
    stages.find((one) => one.name === wanted.toLowerCase()) ??
    (/^\d+$/.test(wanted) ? stages[Number(wanted)] : undefined);
  const first = find(name);
  if (first === undefined) return undefined;
  const built = [first];
  for (const stage of built)
    for (const [, from = ""] of stage.text.matchAll(
      /(?:^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*|--from=|[,=]from=)([\w.-]+)/gim,
    )) {
      const found = find(from);
      if (found && !built.includes(found)) built.push(found);
    }
  return built;
};

const uses = (text: string, secret: NeededSecret, own: Needs): boolean => {
  if (secret.pass === "ssh")
    return /\bssh\b|id_rsa|id_ed25519|git@/.test(text) || own.dropped.some((name) => mentions(text, name));
  return [secret.id, secret.pass === "file" ? baseName(secret.source) : secret.source].some((name) =>
    mentions(text, name),
  );
};

const mentions = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w-])${escapePattern(name)}(?![\\w-])`).test(text);
