import type { BuildContext } from "../build-context.ts";
import { changeBakeHcl, isBakeHcl } from "./bake-hcl.ts";
import { changeBakeJson, isBakeJson } from "./bake-json.ts";
import type { Changed } from "./changed.ts";
import { changeCiScripts, isCiFile } from "./ci-scripts.ts";
import { changeCompose } from "./compose.ts";
import { isComposeFile } from "./compose-builds.ts";
import { changeWorkflow, isWorkflow } from "./github-actions.ts";
import { changeJenkinsfile, isJenkinsfile } from "./jenkinsfile.ts";
import { changeMakefile, isMakefile } from "./make.ts";
import type { Needs } from "./needs.ts";
import { changeOtherBuilder, isOtherBuilder } from "./other-builders.ts";
import { changePackageJson, isPackageJson } from "./package-json.ts";
import { changeShellScript, isShellScript } from "./shell-script.ts";
import { checkYaml } from "./yaml-check.ts";

/** A file of the tree that may start builds. */
export interface ChangeRequest {
  readonly path: string;
  readonly text: string;
  readonly needs: readonly Needs[];
  readonly context: BuildContext;
}

/** A kind of file that starts builds. */
interface BundleKind {
  readonly id: string;
  readonly matches: (request: ChangeRequest) => boolean;
  readonly change: (request: ChangeRequest) => Changed;
  /** Why the edits may not be made; undefined when they may. */
  readonly check?: (text: string, edits: Changed["edits"]) => string | undefined;
}

/** The first that matches counts. */
const KINDS: readonly BundleKind[] = [
  { id: "github-actions", matches: ({ path }) => isWorkflow(path), change: changeWorkflow, check: checkYaml },
  { id: "compose", matches: ({ path }) => isComposeFile(path), change: changeCompose, check: checkYaml },
  { id: "ci", matches: ({ path, context }) => isCiFile(path, context), change: changeCiScripts, check: checkYaml },
  { id: "make", matches: ({ path }) => isMakefile(path), change: changeMakefile },
  { id: "package-json", matches: ({ path }) => isPackageJson(path), change: changePackageJson, check: checkYaml },
  { id: "bake-json", matches: ({ path }) => isBakeJson(path), change: changeBakeJson, check: checkYaml },
  { id: "bake-hcl", matches: ({ path }) => isBakeHcl(path), change: changeBakeHcl },
  { id: "jenkins", matches: ({ path }) => isJenkinsfile(path), change: changeJenkinsfile },
  { id: "shell", matches: ({ path, text }) => isShellScript(path, text), change: changeShellScript },
  { id: "other", matches: ({ path, text }) => isOtherBuilder(path, text), change: changeOtherBuilder },
];

export const kindOf = (request: ChangeRequest): BundleKind | undefined => KINDS.find((one) => one.matches(request));
