import { join } from "node:path";
import { cleanText } from "../../report/clean.ts";
import { type RemediationModel, remediationView } from "../../report/remediation-view.ts";
import { renderTemplate } from "../../report/render-template.ts";
import { makeFolder, note, writeOut } from "../print.ts";
import { patchText } from "./fix-text.ts";
import { type RepositoryFix, repositoryVerdict } from "./repository-fix.ts";

interface WritePatches {
  readonly folder: string;
  /** Text of `templates/remediation.md.hbs`. */
  readonly template: string;
  readonly remediation: (fix: RepositoryFix, patch: string | undefined) => RemediationModel;
}

/** `NAME.patch` and `NAME-REMEDIATION.md` of one source tree; nothing where nothing is to be done. */
export function writePatches(fix: RepositoryFix, { folder, template, remediation }: WritePatches): void {
  if (repositoryVerdict(fix) === undefined) return;
  const { name, origin, root } = fix;
  makeFolder(folder);
  const diff = patchText(fix);
  const patch = join(folder, `${name}.patch`);
  if (diff !== "") {
    // Tools skip what stands before the first `---`; the file that the patch belongs to lies beside it.
    const head = root === undefined ? origin.map((line) => `${cleanText(line)}\n`).join("") : "";
    if (root === undefined)
      writeOut({ path: join(folder, `${name}.reconstructed`), text: reconstructedText(fix), mode: 0o600 });
    writeOut({ path: patch, text: `${head}${diff}`, mode: 0o600 });
    note(`written: ${patch} (0600: it holds the lines it removes as they are)`);
  }
  const path = join(folder, `${name}-REMEDIATION.md`);
  const model = remediation(fix, diff === "" ? undefined : `${name}.patch`);
  writeOut({ path, text: renderTemplate(remediationView(model), { template, ...TEMPLATE }) });
  note(`written: ${path}`);
}

const TEMPLATE = {
  name: "templates/remediation.md.hbs",
  what: "REMEDIATION.md",
  described: "src/report/remediation-view.ts",
} as const;

const reconstructedText = ({ dockerfiles }: RepositoryFix): string =>
  dockerfiles.map(({ result }) => result.before).join("");
