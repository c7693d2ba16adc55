import { readFileSync } from "node:fs";
import { UserError } from "../domain/user-error.ts";
import { readStdin } from "./read-values.ts";

/** Text of an identity file; `-` is stdin. The name may be the identity itself by mistake: it is never repeated. */
export async function readIdentity(path: string, signal: AbortSignal): Promise<string> {
  if (path === "-") return Buffer.from(await readStdin(signal)).toString("utf8");
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    throw new UserError({
      code: "IDENTITY_UNREADABLE",
      message: `the file that --identity names cannot be read: ${code}`,
      hint: "name the file that age-keygen wrote, or - for stdin",
    });
  }
}
