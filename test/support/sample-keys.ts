import { createHmac, createPrivateKey, createPublicKey } from "node:crypto";
import { ed25519Public } from "../../src/scan/structure/ed25519-public.ts";
import { sshField } from "../../src/scan/structure/ssh-reader.ts";
import { bytes, type Random } from "./random.ts";

/** RFC 8410: the seed of an Ed25519 key behind a fixed header. */
export const ed25519 = (random: Random): string => {
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), bytes(random, 32)]);
  return pemText("PRIVATE KEY", der);
};

/** RFC 5915: a P-256 scalar is enough, OpenSSL derives the point. */
export const ec = (random: Random): string => {
  const scalar = bytes(random, 32);
  scalar[0] = 1;
  const der = Buffer.concat([
    Buffer.from("30310201010420", "hex"),
    scalar,
    Buffer.from("a00a06082a8648ce3d030107", "hex"),
  ]);
  return pemText(
    "EC PRIVATE KEY",
    createPrivateKey({ key: der, format: "der", type: "sec1" }).export({ format: "der", type: "sec1" }),
  );
};

/** PKCS#1 is a list of numbers; the values have the form of a key (an odd modulus), and open nothing. */
export const rsa = (random: Random): string => pemText("RSA PRIVATE KEY", rsaDer(random));

/** The same as base64 alone; its modulus fills all of its bits, as those of keys do. */
export const rsaBare = (random: Random, size: number): string => rsaDer(random, size).toString("base64");

const rsaDer = (random: Random, size?: number): Buffer => {
  const modulus = (): Buffer => {
    const number = bytes(random, size ?? 256);
    number[0] = 0xeb;
    number[number.length - 1] = (number[number.length - 1] as number) | 1;
    return integer(Buffer.concat([Buffer.from([0]), number]));
  };
  const odd = (length: number): Buffer => {
    const number = bytes(random, length);
    number[0] = 0x6b;
    number[length - 1] = (number[length - 1] as number) | 1;
    return integer(number);
  };
  const parts = [
    integer(Buffer.from([0])),
    size === undefined ? odd(256) : modulus(),
    integer(Buffer.from([1, 0, 1])),
    ...[256, 128, 128, 128, 128, 128].map(odd),
  ];
  return tlv(0x30, Buffer.concat(parts));
};

const integer = (number: Buffer): Buffer => tlv(0x02, number);

const tlv = (tag: number, content: Buffer): Buffer => {
  const length =
    content.length < 128
      ? [content.length]
      : content.length < 256
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};

const pemText = (label: string, der: Buffer): string =>
  [`-----BEGIN ${label}-----`, ...(der.toString("base64").match(/.{1,64}/g) ?? []), `-----END ${label}-----`].join(
    "\n",
  );

export const openssh = (random: Random): string => {
  const [seed, check] = [bytes(random, 32), bytes(random, 4)];
  const pub = ed25519Public(seed);
  const blob = Buffer.concat([sshField("ssh-ed25519"), sshField(pub)]);
  const secret = Buffer.concat([
    check,
    check,
    blob,
    sshField(Buffer.concat([seed, pub])),
    sshField("me@host"),
    Buffer.from([1, 2, 3]),
  ]);
  const one = Buffer.from([0, 0, 0, 1]);
  const whole = [
    Buffer.from("openssh-key-v1\0"),
    sshField("none"),
    sshField("none"),
    sshField(""),
    one,
    sshField(blob),
    sshField(secret),
  ];
  return pemText("OPENSSH PRIVATE KEY", Buffer.concat(whole));
};

/** A line of authorized_keys without its comment; the numbers of RSA and ECDSA keys open nothing. */
export const sshPublic = (type: string, random: Random): string | undefined => {
  const fields: Readonly<Record<string, readonly (string | Uint8Array)[]>> = {
    ed25519: ["ssh-ed25519", ed25519Public(bytes(random, 32))],
    rsa: ["ssh-rsa", Buffer.from([1, 0, 1]), Buffer.concat([Buffer.from([0, 0xb5]), bytes(random, 255)])],
    ec: ["ecdsa-sha2-nistp256", "nistp256", Buffer.concat([Buffer.from([4]), bytes(random, 64)])],
  };
  const parts = fields[type];
  return parts && `${parts[0]} ${Buffer.concat(parts.map(sshField)).toString("base64")}`;
};

const ED25519 = Buffer.from("300506032b6570", "hex");

/** RFC 5280, version 1; self-signed in name only. `key`: PEM of an Ed25519 private key. */
export const certificate = (
  key: string,
  { random, name }: { readonly random: Random; readonly name: string },
): string => {
  const commonName = Buffer.concat([Buffer.from("0603550403", "hex"), tlv(0x0c, Buffer.from(name))]);
  const subject = tlv(0x30, tlv(0x31, tlv(0x30, commonName)));
  const times = ["250101000000Z", "350101000000Z"].map((time) => tlv(0x17, Buffer.from(time)));
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  const signed = [integer(Buffer.from([1])), ED25519, subject, tlv(0x30, Buffer.concat(times)), subject, spki];
  const signature = tlv(0x03, Buffer.concat([Buffer.alloc(1), bytes(random, 64)]));
  return pemText("CERTIFICATE", tlv(0x30, Buffer.concat([tlv(0x30, Buffer.concat(signed)), ED25519, signature])));
};

/** Version 3, not encrypted: the MAC has an empty key. */
export const putty = (random: Random): string => {
  const seed = bytes(random, 32);
  const blob = Buffer.concat([sshField("ssh-ed25519"), sshField(ed25519Public(seed))]);
  const secret = sshField(seed);
  const covered = ["ssh-ed25519", "none", "me@host", blob, secret].map(sshField);
  return [
    "PuTTY-User-Key-File-3: ssh-ed25519",
    "Encryption: none",
    "Comment: me@host",
    "Public-Lines: 2",
    ...(blob.toString("base64").match(/.{1,64}/g) ?? []),
    "Private-Lines: 1",
    secret.toString("base64"),
    `Private-MAC: ${createHmac("sha256", "").update(Buffer.concat(covered)).digest("hex")}`,
  ].join("\n");
};
