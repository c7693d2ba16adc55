import type { BaseImage } from "../domain/rotation.ts";
import { createChains } from "./chains.ts";
import { WAVES, type Wave } from "./power.ts";
import type { Task } from "./task.ts";

/** Tasks that can be done together, riskiest first. */
export interface PlannedWave {
  readonly wave: Wave;
  readonly title: string;
  /** Why they come at this point. */
  readonly reason: string;
  readonly tasks: readonly Task[];
}

const WHY: Readonly<Record<Wave, Pick<PlannedWave, "title" | "reason">>> = {
  1: {
    title: "What opens other secrets",
    reason:
      "Clouds, identity providers, secret stores, source code and CI hand out the rest: any other value is replaced in vain while these are in foreign hands.",
  },
  2: {
    title: "What reaches others",
    reason: "Whoever may publish packages or images brings code to those who install them.",
  },
  3: {
    title: "Data, money and identity",
    reason: "Databases, payments, hosts, certificates and sessions: the damage is direct, but stays where it is.",
  },
  4: { title: "The rest", reason: "Each opens one service, or nobody knows what it opens." },
  5: {
    title: "To look at and close",
    reason:
      "Expired, malformed or dead by what is known without asking, and canaries. There is nothing to replace: confirm it. Leave canaries alone and watch their alerts: using one tells its owner.",
  },
};

/** `What opens other secrets`. */
export const waveTitle = (wave: Wave): string => WHY[wave].title;

/** An image that brings the secrets of tasks into others. */
export interface PlannedBase extends BaseImage {
  readonly name: string;
  /** Ids of open tasks. */
  readonly tasks: readonly string[];
}

/** Base images of the case, those with most secrets first: rebuilt once, they serve many tasks. */
export function planBases(open: readonly Task[]): readonly PlannedBase[] {
  const bases = new Map<string, PlannedBase>();
  for (const { id, base } of open) {
    if (base?.name === undefined) continue;
    const { name } = base;
    const known = bases.get(name) ?? { name, images: 0, repositories: 0, tasks: [] };
    bases.set(name, {
      name,
      images: Math.max(known.images, base.images),
      repositories: Math.max(known.repositories, base.repositories),
      tasks: [...known.tasks, id],
    });
  }
  return [...bases.values()].sort((a, b) => b.tasks.length - a.tasks.length || (a.name < b.name ? -1 : 1));
}

/** The waves that have work. A task comes after others of earlier waves only, so there is always one to begin with. */
export function planWaves(open: readonly Task[]): readonly PlannedWave[] {
  const chained = createChains(open);
  return WAVES.flatMap((wave) => {
    const tasks = open.filter((task) => task.wave === wave).map(chained);
    return tasks.length === 0 ? [] : [{ wave, ...WHY[wave], tasks }];
  });
}
