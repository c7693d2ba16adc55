/** An entry of a keystore as text. */
export interface Bag {
  readonly alias: string | undefined;
  readonly label: "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" | "CERTIFICATE";
  readonly der: Uint8Array;
  /** Its keystore opens with a password that everybody knows. */
  readonly opened?: boolean;
}

/** A PEM block, and behind it what the keystore tells of it, as `structure/bag-attributes.ts` reads it. */
export const bagText = ({ alias, label, der, opened }: Bag): Buffer =>
  Buffer.from(
    [
      `-----BEGIN ${label}-----`,
      ...(Buffer.from(der)
        .toString("base64")
        .match(/.{1,64}/g) ?? []),
      `-----END ${label}-----`,
      "Keystore Attributes",
      ...(alias === undefined ? [] : [`    friendlyName: ${alias}`]),
      ...(opened === true ? ["    protection: default password"] : []),
      "",
    ].join("\n"),
  );

/** Names of documents in a keystore: aliases, or what the entries are; a number behind those that come again. */
export const createBagNames = (): ((bag: Bag) => string) => {
  const used = new Map<string, number>();
  return ({ alias, label }) => {
    const kind = label === "CERTIFICATE" ? "certificate" : "key";
    const name = alias === undefined || alias === "" ? kind : `${alias.replaceAll("/", "_")} (${kind})`;
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    return count === 1 ? name : `${name} ${count}`;
  };
};
