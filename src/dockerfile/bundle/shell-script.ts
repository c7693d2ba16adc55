import { type Changed, NOTHING } from "./changed.ts";
import { editScript } from "./edit-script.ts";
import { maskExpressions, plainLineEnds } from "./host-text.ts";
import type { ChangeRequest } from "./kinds.ts";
import { startIn } from "./script-state.ts";

export const isShellScript = (path: string, text: string): boolean =>
  /\.(?:sh|bash|ksh|zsh)$/.test(path) || /^#!\s*\S*\/(?:env\s+)?(?:ba|da|k|z|a)?sh\b/.test(text);

/** A script runs in its own folder or at the root of the tree, whichever has the Dockerfile. */
export const changeShellScript = ({ path, text, needs, context }: ChangeRequest): Changed => {
  if (!/\b(?:build|bud|executor|up)\b/.test(text)) return NOTHING;
  const scriptFolder = path.slice(0, path.lastIndexOf("/") + 1);
  const state = startIn([...new Set(["", scriptFolder])]);
  const flat = plainLineEnds(maskExpressions(text));
  return editScript({ path, text, start: 0, flat, dialect: "shell", needs, context, state, scriptFolder }).changed;
};
