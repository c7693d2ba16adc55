import { fork } from "node:child_process";
import { once } from "node:events";
import { STAGES, type StageInput, type StageName, type StageResult } from "./stages.ts";

/** Runs a stage in a new process, so that none finds warm code or memory of another. */
export const runStage = async (stage: StageName, input: StageInput): Promise<StageResult> => {
  const child = fork(import.meta.filename, [stage, JSON.stringify(input)], { execArgv: ["--import", "tsx"] });
  const [message] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`stage ${stage} ended with ${code}`))),
  ]);
  return message as StageResult;
};

if (process.argv[1] === import.meta.filename && process.send !== undefined) {
  const [, , stage, input = "{}"] = process.argv;
  process.send(await STAGES[stage as StageName](JSON.parse(input) as StageInput), () => process.disconnect());
}
