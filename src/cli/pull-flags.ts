import type { Command } from "commander";
import { collect, collectList } from "./context.ts";

/** Flags of commands that pull blobs of an audit: they must reach what the audit has reached. */
export const addPullFlags = (command: Command): Command =>
  command
    .option("--insecure <host>", "reach this registry over plain http (repeatable)", collect)
    .option("--endpoint <host=url>", "use this address in place of a host's own (repeatable)", collect)
    .option("--profile <profiles>", "AWS profiles of the shared config, with commas", collectList)
    .option("--foreign-layers", "fetch layers no registry holds from the addresses in their manifests")
    .option("--allow-realm <host>", "show logins to this token server of a foreign domain (repeatable)", collect)
    .option("--allow-private <host>", "let registries send exhume to this host in a private network", collect)
    .option("--rules <path>", "the rules that were added to the audit (repeatable)", collect);
