import { styleText } from "node:util";
import { Command } from "commander";
import { addAudit } from "./commands/audit.ts";
import { addClose } from "./commands/close.ts";
import { addCompletion } from "./commands/completion.ts";
import { addCoverage } from "./commands/coverage.ts";
import { addDiff } from "./commands/diff.ts";
import { addEvidence } from "./commands/evidence.ts";
import { addFix } from "./commands/fix.ts";
import { addImport } from "./commands/import.ts";
import { addLog } from "./commands/log.ts";
import { addMatch } from "./commands/match.ts";
import { addPlan } from "./commands/plan.ts";
import { addPurge } from "./commands/purge.ts";
import { addReport } from "./commands/report.ts";
import { addReveal } from "./commands/reveal.ts";
import { addRules } from "./commands/rules.ts";
import { addRuns } from "./commands/runs.ts";
import { addScan } from "./commands/scan.ts";
import { addSeal } from "./commands/seal.ts";
import { addSecrets } from "./commands/secrets.ts";
import { addShow } from "./commands/show.ts";
import { addStatus } from "./commands/status.ts";
import { addTrack } from "./commands/track.ts";
import { addVerify } from "./commands/verify.ts";
import { addWorker } from "./commands/worker.ts";
import { EXAMPLES, examplesText } from "./examples.ts";
import { hintNext } from "./next-hint.ts";
import { version } from "./version.ts";

const EPILOGUE = `
A first audit:
  $ exhume audit 'registry.example.com/team/*'  scan every image, every layer
  $ exhume plan --out checklist.md              what to rotate, what first, how
  $ exhume fix --source ../app --out patches    Dockerfile diffs
  $ exhume status                               where the work stands

Exit codes: 0 clean and complete, 1 secrets found, 2 usage or operation,
3 clean but incomplete, 70 a bug of exhume, 130 interrupted.`;

/** Lines that are longer are hard to read. */
const WIDEST_HELP = 100;

/** All commands. Each file adds one; what it runs is imported when it runs. */
export function createProgram(): Command {
  const program = new Command("exhume")
    .description(
      "Digs up every secret that was ever pushed in a container image, and tracks its rotation until it is dead.",
    )
    .version(version())
    .option("--config <file>", "settings file (default: exhume.yml, if there is one)")
    .option("--ignore-file <file>", "what is allowed (default: .exhumeignore, if there is one)")
    .option("--owners <file>", "who owns which repository, in the syntax of CODEOWNERS")
    .option("--sla <file>", "how long the work may take, by severity (default: 1, 5, 15 and 30 days)")
    .addHelpText("after", EPILOGUE)
    .configureHelp({
      helpWidth: Math.min(process.stdout.columns ?? 80, WIDEST_HELP),
      showGlobalOptions: true,
      // commander takes it out again where there is no colour.
      styleTitle: (title) => styleText("bold", title, { validateStream: false }),
    })
    .showHelpAfterError("(exhume --help lists the commands)")
    .exitOverride();
  for (const add of [
    addAudit,
    addStatus,
    addRuns,
    addDiff,
    addCoverage,
    addPlan,
    addSecrets,
    addShow,
    addFix,
    addTrack,
    addLog,
    addVerify,
    addReveal,
    addMatch,
    addImport,
    addEvidence,
    addClose,
    addSeal,
    addPurge,
    addReport,
    addScan,
    addRules,
    addWorker,
    addCompletion,
  ])
    add(program);
  addExamples(program);
  return program.hook("postAction", (_program, command) => hintNext(command));
}

/** What commander does not say by itself: examples, and which help to ask after a mistake. */
function addExamples(parent: Command): void {
  for (const command of parent.commands) {
    const path = [parent, command].map((one) => one.name()).join(" ");
    command.showHelpAfterError(`(${path.startsWith("exhume") ? path : `exhume ${path}`} --help shows how it is used)`);
    const examples = EXAMPLES[command.name()];
    if (examples !== undefined) command.addHelpText("after", examplesText(examples));
    addExamples(command);
  }
}
