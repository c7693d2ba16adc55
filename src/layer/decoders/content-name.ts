/** `logs/app.log.gz` holds `app.log`. */
export const contentName = (path: string): string => without(/\.(?:gz|zst|zstd|xz|bz2|lz4|lzma|br)$/i, path);

/** `__pycache__/settings.cpython-311.pyc` and `app/Main.class` are made of `settings.py` and `Main.java`. */
export const pythonName = (path: string): string => `${without(/(?:\.[a-z]+-\d+(?:\.opt-\w+)?)?\.py[co]$/, path)}.py`;

export const javaName = (path: string): string => `${without(/\.class$/, path)}.java`;

/** `ebin/Elixir.Shop.Repo.beam` and `ebin/shop.beam` are made of `.ex` and `.erl`. */
export const erlangName = (path: string): string => {
  const module = without(/\.beam$/, path);
  return `${module}.${module.startsWith("Elixir.") ? "ex" : "erl"}`;
};

/** A blob has no path. */
const without = (suffix: RegExp, path: string): string =>
  path.slice(path.lastIndexOf("/") + 1).replace(suffix, "") || "content";
