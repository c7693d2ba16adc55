import { fork } from "node:child_process";
import { once } from "node:events";
import { STAGES, type StageInput, type StageName, type StageResult } from "./stages.ts";

/** Runs a stage in a new process, so that none finds warm code or memory of another. Undefined when `signal` ended it. */
export async function runStage(stage: StageName, input: StageInput): Promise<StageResult>;
export async function runStage(
  stage: StageName,
  input: StageInput,
  signal: AbortSignal,
): Promise<StageResult | undefined>;
export async function runStage(
  stage: StageName,
  input: StageInput,
  signal?: AbortSignal,
): Promise<StageResult | undefined> {
  const child = fork(import.meta.filename, [stage, JSON.stringify(input)], { execArgv: ["--import", "tsx"] });
  const kill = (): void => void child.kill("SIGKILL");
  signal?.addEventListener("abort", kill);
  const ended = once(child, "exit");
  let result: StageResult | undefined;
  child.once("message", (message) => {
    result = message as StageResult;
  });
  const [code] = await ended;
  signal?.removeEventListener("abort", kill);
  if (result === undefined && signal?.aborted !== true) throw new Error(`stage ${stage} ended with ${code}`);
  return result;
}

if (process.argv[1] === import.meta.filename && process.send !== undefined) {
  const [, , stage, input = "{}"] = process.argv;
  process.send(await STAGES[stage as StageName](JSON.parse(input) as StageInput), () => process.disconnect());
}
