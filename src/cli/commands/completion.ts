import { Argument, type Command } from "commander";
import { SHELLS } from "../completion/shells.ts";
import { commandConfig } from "../context.ts";

const NOTES = `
Examples:
  $ source <(exhume completion bash)             for this shell; or for all, as
  $ exhume completion bash > ~/.local/share/bash-completion/completions/exhume
  $ exhume completion zsh > ~/.zfunc/_exhume     a folder of fpath
  $ exhume completion fish > ~/.config/fish/completions/exhume.fish

Commands, flags, their choices and the ids of secrets in exhume.db are
completed. A case that changed has no ids there until it is listed again.`;

export function addCompletion(program: Command): void {
  program
    .command("completion")
    .description("a script that completes commands, flags and ids in your shell")
    .addArgument(new Argument("<shell>", "the shell it is for").choices(SHELLS))
    .addHelpText("after", NOTES)
    .action(async (shell: string) => {
      const [{ scriptOf }, { print }] = await Promise.all([import("../completion/shells.ts"), import("../print.ts")]);
      print(scriptOf(shell));
    });
  program
    .command("__complete", { hidden: true })
    .argument("[words...]")
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: readonly string[], _flags: object, command: Command) => {
      const [{ candidates }, { keptIds }, { print }] = await Promise.all([
        import("../completion/candidates.ts"),
        import("../completion/kept-ids.ts"),
        import("../print.ts"),
      ]);
      const config = await commandConfig(command);
      const db = words[words.indexOf("--db") + 1];
      const ids = await keptIds(words.includes("--db") && db !== undefined ? { ...config, db } : config);
      const found = candidates(program, words, ids);
      if (found.length > 0) print(found.join("\n"));
    });
}
