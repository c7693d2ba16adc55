import { UserError } from "../../domain/user-error.ts";

/** What a read of a file failed with, as an error that a person can act on; anything else as it is. */
export const unreadable = (file: string, error: unknown): unknown =>
  error instanceof UserError || !(error instanceof Error && "code" in error)
    ? error
    : new UserError({
        code: "IMPORT_UNREADABLE",
        message: `${file} cannot be read: ${String(error.code)}`,
        hint: "does it exist, and may you read it?",
      });
