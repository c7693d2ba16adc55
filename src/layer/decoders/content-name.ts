/** `logs/app.log.gz` holds `app.log`. */
export const contentName = (path: string): string => {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.replace(/\.(?:gz|zst|zstd|xz|bz2|lzma)$/i, "") || "content";
};
