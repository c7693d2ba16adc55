/** An object whose parts are made when they are first asked for. */
export function lazily<T extends object>(makers: { readonly [Name in keyof T]: () => T[Name] }): T {
  const parts = {} as T;
  for (const name of Object.keys(makers) as (keyof T)[])
    Object.defineProperty(parts, name, {
      configurable: true,
      enumerable: true,
      get: () => {
        const value = makers[name]();
        Object.defineProperty(parts, name, { value });
        return value;
      },
    });
  return parts;
}
