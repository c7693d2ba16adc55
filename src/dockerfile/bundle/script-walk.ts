import type { ShellCommand } from "../shell/shell-commands.ts";
import type { ScriptScope } from "./script-commands.ts";
import { forget, type ScriptState } from "./script-state.ts";

/** Tells the state that each command starts in. */
export interface ScriptWalk {
  /** Enters and leaves what begins and ends before the offset. */
  readonly to: (state: ScriptState, offset: number) => ScriptState;
}

interface Open {
  readonly scope: ScriptScope;
  readonly before: ScriptState;
}

/** Walks over the scopes of a script, in source order. */
export const scriptWalk = (scopes: readonly ScriptScope[], commands: readonly ShellCommand[]): ScriptWalk => {
  const waiting = [...scopes].sort((a, b) => a.start - b.start || b.end - a.end);
  const open: Open[] = [];
  const moves = commands.some((one) => /^(?:cd|pushd|popd)$/.test(one.name));
  const to = (state: ScriptState, offset: number): ScriptState => {
    let now = state;
    while (open.length > 0 && (open.at(-1) as Open).scope.end <= offset) now = leave(now, open.pop() as Open);
    while (waiting.length > 0 && (waiting[0] as ScriptScope).start <= offset) {
      const scope = waiting.shift() as ScriptScope;
      if (scope.end <= offset) continue;
      open.push({ scope, before: now });
      now = enter(now, scope, moves);
    }
    return now;
  };
  return { to };
};

/** A function runs where it is called. */
const enter = (state: ScriptState, { kind, variable }: ScriptScope, moves: boolean): ScriptState => {
  const known = variable === undefined ? state : forget(state, variable);
  return kind === "function" && moves ? { ...known, folders: undefined } : known;
};

const leave = (now: ScriptState, { scope, before }: Open): ScriptState => {
  if (scope.kind !== "branch") return { ...before, local: now.local };
  const both = before.folders && now.folders ? [...new Set([...before.folders, ...now.folders])] : undefined;
  return { ...now, folders: both };
};
