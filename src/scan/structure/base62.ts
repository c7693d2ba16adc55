export const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The big-endian number in `bytes`, a `0` before it for each leading zero byte. */
export const base62 = (bytes: Uint8Array): string => {
  let text = "";
  for (let rest = BigInt(`0x${Buffer.from(bytes).toString("hex")}`); rest > 0n; rest /= 62n)
    text = BASE62.charAt(Number(rest % 62n)) + text;
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return "0".repeat(Math.max(0, zeros)) + text;
};
