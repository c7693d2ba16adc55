/** SSH wire format (RFC 4251 5): 32-bit big-endian numbers, byte strings with their length before them; undefined past the end. */
export const createSshReader = (bytes: Buffer, start = 0) => {
  let at = start;
  const number = (): number | undefined => {
    if (at + 4 > bytes.length) return undefined;
    at += 4;
    return bytes.readUInt32BE(at - 4);
  };
  const field = (): Buffer | undefined => {
    const length = number();
    if (length === undefined || at + length > bytes.length) return undefined;
    at += length;
    return bytes.subarray(at - length, at);
  };
  const byte = (): number | undefined => bytes[at++];
  const rest = (): Buffer => bytes.subarray(at);
  return { number, field, byte, rest };
};

export const sshField = (content: Uint8Array | string): Buffer => {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
