import { UserError } from "../domain/user-error.ts";

/** Encrypts to fixed recipients; age files as the age program reads them (age-encryption.org/v1). */
export interface Sealer {
  /** JSON list of the recipients, sorted and each once. */
  readonly recipients: string;
  /** `value` is latin1: the bytes as they are go into the file. */
  seal(value: string): Promise<Uint8Array>;
}

/** What an identity begins with, and what one that is typed as a recipient must not be repeated for. */
const IDENTITY = /^AGE-SECRET-KEY-/i;

/** Throws UserError `SEAL_RECIPIENT` for what is no recipient. */
export async function createSealer(recipients: readonly string[]): Promise<Sealer> {
  const { Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  const sorted = [...new Set(recipients)].sort();
  for (const recipient of sorted)
    try {
      encrypter.addRecipient(recipient);
    } catch (cause) {
      throw badRecipient(recipient, cause);
    }
  return {
    recipients: JSON.stringify(sorted),
    seal: async (value) => encrypter.encrypt(new Uint8Array(Buffer.from(value, "latin1"))),
  };
}

const badRecipient = (recipient: string, cause: unknown): UserError =>
  new UserError({
    code: "SEAL_RECIPIENT",
    message: IDENTITY.test(recipient)
      ? "--seal was given an age identity: that is the half that opens"
      : `--seal ${recipient.slice(0, 80)} is no age recipient`,
    hint: "age-keygen -y FILE prints the recipient of an identity: age1 and 58 characters more",
    cause,
  });

/** Opens age files with the identities of a file as age-keygen writes it. Undefined: it is for none of them, or damaged. */
export type Unseal = (ciphertext: Uint8Array) => Promise<Uint8Array | undefined>;

/** `text`: an identity on each line, `#` begins a comment. Throws UserError `IDENTITY_INVALID`, which repeats nothing of it. */
export async function createUnseal(text: string): Promise<Unseal> {
  const { Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  const lines = text.split(/\r?\n/).flatMap((line) => (/^\s*(?:#|$)/.test(line) ? [] : [line.trim()]));
  for (const line of lines)
    try {
      decrypter.addIdentity(line);
    } catch {
      throw badIdentity(`line ${lines.indexOf(line) + 1} is no age identity`);
    }
  if (lines.length === 0) throw badIdentity("it holds no age identity");
  return async (ciphertext) => {
    try {
      return await decrypter.decrypt(ciphertext);
    } catch {
      return undefined;
    }
  };
}

const badIdentity = (problem: string): UserError =>
  new UserError({
    code: "IDENTITY_INVALID",
    message: `--identity: ${problem}`,
    hint: "name the file that age-keygen wrote; one with a passphrase is opened first: age -d FILE | exhume reveal ID --identity -",
  });
