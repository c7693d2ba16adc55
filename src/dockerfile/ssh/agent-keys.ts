import { copyArguments } from "../locate/copy.ts";
import { isBelow, joinPath } from "../parse/image-path.ts";
import { flatText } from "../parse/parsed-dockerfile.ts";
import type { FixRequest } from "../proposal.ts";

/** `IdentitiesOnly` of ssh_config(5): keys of the agent are offered only where a file names them. */
const ONLY = /^[ \t]*IdentitiesOnly(?:[ \t]+|[ \t]*=[ \t]*)"?yes\b/im;

/** A configuration of ssh in the image that would keep it from the keys of the agent. */
export const agentKeyNotes = ({ file, context }: FixRequest): readonly string[] => {
  const sources = file.instructions
    .filter((one) => !one.flags.some((flag) => flag.name === "from"))
    .flatMap((one) => copyArguments(one)?.sources ?? [])
    .map(({ text }) => joinPath("/", text));
  const isCopied = (path: string): boolean => sources.some((one) => one === `/${path}` || isBelow(`/${path}`, one));
  const copied = context.files.filter(
    (path) =>
      /(?:^|[/._-])(?:ssh_?)?config(?:$|\.)/i.test(path) && isCopied(path) && ONLY.test(context.read(path) ?? ""),
  );
  const isWritten = file.instructions.some(
    (one) => one.keyword === "RUN" && /IdentitiesOnly[ =]+yes/i.test(flatText(file, one)),
  );
  return [...copied, ...(isWritten ? ["a step"] : [])].map(
    (what) =>
      `${what} says IdentitiesOnly yes: without the key file ssh offers no key of the agent; take that line out, or leave the public half where IdentityFile names it`,
  );
};
