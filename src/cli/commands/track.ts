import { type Command, Option } from "commander";
import { WORK_STATES } from "../../domain/rotation.ts";
import { commandConfig, DB_FLAG, interruptible } from "../context.ts";
import type { Track } from "../track.ts";

export function addTrack(program: Command): void {
  program
    .command("track")
    .description("record progress on secrets; a secret that comes back re-opens itself")
    .argument("<id...>", "ids of secrets, or their first digits")
    .option(...DB_FLAG)
    .addOption(new Option("--state <state>", "what the work is now").choices([...WORK_STATES]))
    .option("--by <name>", "who did it (default: your user name)")
    .option("--note <text>", "why, or where the evidence is")
    .action(async (ids: readonly string[], flags: Omit<Track, "config" | "ids">, command: Command) => {
      const { trackSecrets } = await import("../track.ts");
      await trackSecrets({ config: commandConfig(command), ids, ...flags }, interruptible());
    });
}
