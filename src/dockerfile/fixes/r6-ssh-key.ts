import { copyArguments, findCopySource } from "../locate/copy.ts";
import type { HazardRewrite, KeepingRun, Rewrite } from "../mount/rewrite.ts";
import { chooseForm } from "../mount/secret-form.ts";
import { pathAt } from "../parse/home.ts";
import { baseName, joinPath } from "../parse/image-path.ts";
import { after } from "../parse/scope.ts";
import { type DockerfileFix, type FixRequest, type ManualProposal, manual, type Proposal } from "../proposal.ts";
import { editedRun } from "../shell/edited-run.ts";
import { shellCommands } from "../shell/shell-commands.ts";
import { isTainted, taintedNames } from "../shell/taint.ts";
import { writtenFileCode, writtenFiles } from "../shell/written-file.ts";
import { type ImageKey, planKeyFile, planSsh } from "../ssh/ssh-plan.ts";
import { dropSource } from "./r2-copy.ts";

/** More than any real file has; a key is followed through each. */
const MAX_RUNS = 100;

const TITLE = "forward an SSH agent to the steps that fetch, in place of a private key";

/** A copied private key goes away where every use of it is a fetch over SSH. */
export const r6SshKey: DockerfileFix = {
  id: "R6",
  title: TITLE,
  propose: (request) => {
    const { leak, at, file, context } = request;
    if (!/^(?:COPY|ADD)$/.test(at.keyword) || leak.path === undefined) return undefined;
    const path = joinPath("/", leak.path);
    const source = findCopySource(path, { at, file, context });
    return source?.kind === "file" && isPrivateKey(path) ? dropCopy(request, path) : undefined;
  },
};

const isPrivateKey = (path: string): boolean =>
  !/\.pub$|\/(?:known_hosts|authorized_keys|config)$/.test(path) &&
  /\/\.ssh\/[^/]+$|(?:^|[/._-])id_(?:rsa|ed25519|ecdsa|dsa)[^/]*$/.test(path);

const dropCopy = (request: FixRequest, path: string): Proposal | ManualProposal | undefined => {
  const { at, file, context, leak } = request;
  const source = findCopySource(path, { at, file, context });
  const runs = after(file, at).filter((one) => one.keyword === "RUN");
  if (runs.length > MAX_RUNS) return undefined;
  const plan = planSsh(request, { path, at, runs });
  if (source === undefined || plan === "named" || plan === "unused") return undefined;
  if ("verdict" in plan) return plan;
  if (chooseForm(file, request.options) === "none")
    return manual("M10", `the pinned syntax ${file.syntax} has no SSH mounts`, { at });
  const isWhole = copyArguments(at)?.sources.length === 1;
  return {
    ...plan,
    verdict: "auto+confirm",
    fix: "R6",
    edits: [dropSource(request, source.word), ...plan.edits],
    deleted: isWhole ? [at, ...plan.deleted] : plan.deleted,
    touched: isWhole ? plan.touched : [at, ...plan.touched],
    ignore: [],
    notes: [...plan.notes, `${baseName(leak.path ?? "")} need not be in the build context any more`],
  };
};

/** A private key that a RUN writes from a variable. */
export const r6WrittenKey: HazardRewrite = {
  id: "R6",
  title: TITLE,
  propose: (request, run) => rewrite(request, run),
};

const rewrite = (request: FixRequest, run: KeepingRun): Rewrite | ManualProposal | undefined => {
  const key = writtenKey(request, run);
  const agent = key && planSsh(request, key);
  const plan = key && agent === "named" ? planKeyFile(request, key) : agent;
  if (plan === undefined || plan === "named") return undefined;
  if (plan === "unused")
    return manual("M12", "no step here fetches over SSH with the key: it is there for run time", { at: run.at });
  if ("verdict" in plan) return plan;
  const isGone = plan.deleted.includes(run.at);
  const left = isGone ? undefined : editedRun(request.file, run.at, { edits: plan.edits, name: run.name });
  if (left?.hazard) return manual(left.hazard.code, left.hazard.reason, { at: run.at });
  return {
    edits: plan.edits,
    deleted: plan.deleted,
    touched: plan.touched,
    users: [],
    isFree: left === undefined || !left.isNeeded,
    instead: plan.moved,
    confirm: plan.notes,
  };
};

const writtenKey = ({ file }: FixRequest, { at, body, name, later }: KeepingRun): ImageKey | undefined => {
  const commands = shellCommands(body.script);
  const names = taintedNames(commands, name);
  const pipelines = new Set(commands.filter((one) => isTainted(one, names)).map((one) => one.pipeline));
  const targets = commands.filter((one) => pipelines.has(one.pipeline)).flatMap(writtenFiles);
  const target = targets.find((path) => writtenFileCode(path) === "R6");
  const runs = [at, ...later.filter((one) => one.keyword === "RUN")];
  if (target === undefined || runs.length > MAX_RUNS) return undefined;
  return { path: pathAt(file, at, target), at, runs };
};
