import { useLayoutEffect, useState } from "preact/hooks";
import type { TickLine } from "../src/domain/tick-line.ts";
import type { PageTask } from "../src/report/page/page-data.ts";
import type { Case } from "./case.ts";

/** Steps that were ticked here and are in no case yet. They live as long as the page is open. */
export interface Ticks {
  readonly count: () => number;
  readonly has: (task: PageTask, step: string) => boolean;
  readonly turn: (task: PageTask, step: string) => void;
  readonly clear: () => void;
  /** In the order of the plan and of the steps. */
  readonly lines: (by: string) => readonly TickLine[];
  readonly commands: (by: string) => readonly string[];
  readonly listen: (changed: () => void) => () => void;
}

export function createTicks(of: Pick<Case, "data" | "steps">, now: () => string): Ticks {
  const ticked = new Map<PageTask, Map<string, string>>();
  const listeners = new Set<() => void>();
  const told = (): void => {
    for (const changed of listeners) changed();
  };
  const inOrder = (): readonly TaskTicks[] =>
    of.data.tasks.flatMap((task) => {
      const steps = of.steps(task).flatMap(({ key }) => {
        const at = ticked.get(task)?.get(key);
        return at === undefined ? [] : [{ key, at }];
      });
      return steps.length === 0 ? [] : [{ task, steps }];
    });
  return {
    count: () => [...ticked.values()].reduce((sum, steps) => sum + steps.size, 0),
    has: (task, step) => ticked.get(task)?.has(step) === true,
    turn: (task, step) => {
      const steps = ticked.get(task) ?? new Map<string, string>();
      if (!steps.delete(step)) steps.set(step, now());
      ticked.set(task, steps);
      told();
    },
    clear: () => {
      ticked.clear();
      told();
    },
    lines: (by) => inOrder().flatMap((task) => linesOf(of, task, by)),
    commands: (by) => inOrder().map((task) => commandOf(task, by)),
    listen: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}

interface TaskTicks {
  readonly task: PageTask;
  readonly steps: readonly { readonly key: string; readonly at: string }[];
}

const linesOf = (of: Pick<Case, "data">, { task, steps }: TaskTicks, by: string): readonly TickLine[] =>
  steps.map(({ key, at }) => ({
    ...{
      exhume: "step",
      version: 1,
      case: of.data.case.id,
      secret: of.data.secrets[task.secrets[0] ?? -1]?.fingerprint ?? "",
    },
    ...{ step: key, at, ...(by === "" ? {} : { by }) },
  }));

const commandOf = ({ task, steps }: TaskTicks, by: string): string =>
  [
    "exhume",
    "track",
    task.id,
    ...steps.flatMap(({ key }) => ["--step", key]),
    ...(by === "" ? [] : ["--by", quoted(by)]),
  ].join(" ");

/** For a POSIX shell. */
const quoted = (text: string): string => (/^[\w@.+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** Draws again when a step is ticked. */
export function useTicks({ listen, count }: Ticks): number {
  const [, draw] = useState(0);
  useLayoutEffect(() => listen(() => draw((before) => before + 1)), [listen]);
  return count();
}
