/** Remembers the names it was given last, at most so many: memory does not grow with a registry. */
export interface Recent {
  has(name: string): boolean;
  add(name: string): void;
  forget(name: string): void;
}

export function recent(limit: number): Recent {
  // A Set keeps the order in which names came.
  const names = new Set<string>();
  return {
    has: (name) => names.has(name),
    forget: (name) => void names.delete(name),
    add: (name) => {
      names.add(name);
      if (names.size > limit) for (const oldest of names) return void names.delete(oldest);
    },
  };
}
