/** A key of a configuration as part of a variable's name: `my-repo.x` is `MY_REPO_X`. */
export const envWord = (key: string): string => key.replace(/\W/g, "_").toUpperCase();
