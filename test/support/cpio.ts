interface CpioFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** A cpio archive of the format newc. */
export const cpioFile = (files: readonly CpioFile[]): Buffer =>
  Buffer.concat([...files, { path: "TRAILER!!!", content: "" }].map(member));

const member = ({ path, content }: CpioFile): Buffer => {
  const name = Buffer.from(`${path}\0`);
  const numbers = [1, 0o100644, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0];
  const header = Buffer.from(`070701${numbers.map((number) => number.toString(16).padStart(8, "0")).join("")}`);
  return Buffer.concat([padded(Buffer.concat([header, name])), padded(Buffer.from(content))]);
};

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
