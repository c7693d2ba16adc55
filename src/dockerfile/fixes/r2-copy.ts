import { deleteLines, type Edit } from "../edit.ts";
import { copyArguments, findCopySource } from "../locate/copy.ts";
import { type FileMovePlan, planFileMove } from "../mount/move-file.ts";
import { runtimeUse } from "../mount/runtime-use.ts";
import { joinPath } from "../parse/image-path.ts";
import type { Word } from "../parse/parsed-dockerfile.ts";
import { after } from "../parse/scope.ts";
import { type DockerfileFix, type FixRequest, type ManualProposal, manual, type Proposal } from "../proposal.ts";
import { isBuildOnlyFile, isPrivateKey, isSourceCode } from "../shell/known-tools.ts";
import { sshFolderEdits } from "../ssh/ssh-folder.ts";
import { ifTracked } from "./r9-ignore.ts";

/** A secret file that COPY or ADD names becomes a secret mount on the RUNs that need it. */
export const r2Copy: DockerfileFix = {
  id: "R2",
  title: "move a copied secret file to a secret mount",
  propose: (request) => {
    const { leak, at, file, context } = request;
    if (!/^(?:COPY|ADD)$/.test(at.keyword) || leak.path === undefined) return undefined;
    const path = joinPath("/", leak.path);
    const source = findCopySource(path, { at, file, context });
    return source?.kind === "file" ? move(request, { path, source }) : undefined;
  },
};

type Source = NonNullable<ReturnType<typeof findCopySource>>;

const move = (request: FixRequest, { path, source }: { path: string; source: Source }): Proposal | ManualProposal => {
  const { at, file } = request;
  const { contextPath } = source;
  if (isSourceCode(path)) return manual("M2", `${contextPath} is source code of the program`, { at });
  const plan = planFileMove(request, { path, contextPath, required: !source.optional });
  if ("verdict" in plan) return plan;
  const stays = !plan.isDeleted && !isBuildOnlyFile(path);
  const runtime = plan.isDeleted ? undefined : runtimeUse(file, { at, path });
  if (runtime) return runtime;
  if (stays && plan.how === "none")
    return manual(runtimeCode(path), "no RUN uses the file, and none deletes it: it is there for run time", { at });
  const folder = sshFolder(request, path, plan);
  if (folder === undefined) return manual("R6", "a step needs the folder that came with the key", { at });
  const whole = copyArguments(at)?.sources.length === 1;
  const confirm = [
    ...(stays ? ["the file is no longer in the image; check that nothing reads it at run time"] : []),
    ...(plan.how === "none" && !plan.isDeleted
      ? ["no step here uses the file: images built FROM this one may, mount it there"]
      : []),
  ];
  const ssh = /\/\.ssh\/|\/id_[a-z0-9]+$/.test(path)
    ? ["for git over SSH, --mount=type=ssh needs no key file at all"]
    : [];
  return {
    ...plan,
    verdict: confirm.length + ssh.length > 0 ? "auto+confirm" : "auto",
    fix: "R2",
    edits: [dropSource(request, source.word), ...folder.edits, ...plan.edits],
    deleted: whole ? [at, ...plan.deleted] : plan.deleted,
    touched: [...new Set([...(whole ? [] : [at]), ...plan.touched, ...folder.touched])],
    ignore: [],
    notes: [...confirm, ...ssh, ifTracked(contextPath)],
  };
};

/** Edits of the step that must make the folder `.ssh`, which came with the key. */
const sshFolder = ({ file, at }: FixRequest, path: string, plan: FileMovePlan) => {
  const runs = after(file, at).filter((one) => one.keyword === "RUN");
  const changed = runs.map((one) => ({
    at: one,
    edits: plan.edits.filter((edit) => one.start <= edit.start && edit.end <= one.end),
    isGone: plan.deleted.includes(one),
    isMounted: plan.users.includes(one),
  }));
  const edits = sshFolderEdits(file, { path, runs, changed });
  const touched = runs.filter((one) => edits?.some((edit) => one.start <= edit.start && edit.end <= one.end));
  return edits && { edits, touched };
};

const runtimeCode = (path: string): "M1" | "M12" => (isPrivateKey(path) ? "M12" : "M1");

/** The destination always follows, so the text up to the next word goes. */
export const dropSource = ({ at, file }: FixRequest, word: Word): Edit => {
  const words = at.json ?? at.words;
  const next = words[words.indexOf(word) + 1];
  if (copyArguments(at)?.sources.length === 1 || next === undefined) return deleteLines(file.text, at);
  return { start: word.start, end: next.start, replacement: "" };
};
