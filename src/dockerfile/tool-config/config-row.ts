import type { Span } from "../../domain/finding.ts";
import type { ToolCommand } from "./tool-command.ts";

/** An environment variable that a tool reads in place of its configuration. */
export type EnvSetting =
  | { readonly name: string; readonly value: string }
  /** Parts of one JSON object; `value`: leaf as inside double quotes. */
  | { readonly name: string; readonly json: readonly { readonly path: readonly string[]; readonly value: string }[] };

/** How the name of a variable is written where a tool expands it. */
export type NameStyle = "npm" | "yarn" | "bun" | "maven" | "nuget" | "conda";

/** What takes the place of a command that stores a credential. */
export type Outcome =
  /** The command goes, or only the spans of it that hold the credential; the tool reads the environment. */
  | {
      readonly kind: "env";
      readonly settings: readonly EnvSetting[];
      readonly cuts?: readonly Span[];
      /** A file that the settings name; it is there in the same RUN only. */
      readonly file?: string;
    }
  /** The command stays and stores the name of the variable; the tool expands it. */
  | { readonly kind: "name"; readonly style: NameStyle }
  /** The command stays, and this one at the end of the RUN takes back what it stored. */
  | { readonly kind: "undo"; readonly command: string };

/** One way in which a tool stores a credential. Values are as inside double quotes. */
export interface ConfigRow {
  readonly programs: RegExp;
  /** Options of the command that take the next word. */
  readonly valued?: readonly string[];
  /** Undefined when the command has another shape. */
  readonly read: (tool: ToolCommand) => Outcome | undefined;
  /** Programs that use what was stored. */
  readonly consumers: RegExp;
  /** Arguments of runs of these programs that need no credential; default: what needs none in most of them. */
  readonly idle?: RegExp;
  /** All such commands must move at once: the tool takes the settings from one place. */
  readonly together?: boolean;
  /** Arguments of the program's command that takes it back; it would fail, or do nothing, without what was stored. */
  readonly undo?: RegExp;
}
