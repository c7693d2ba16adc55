import { expect, test } from "vitest";
import { publicity } from "../../src/scan/publicity.ts";
import { expand } from "../support/samples.ts";
import { scanText } from "./scan-text.ts";

/** Of the key that every box of Vagrant starts with: https://github.com/hashicorp/vagrant/tree/main/keys */
const VAGRANT = "SHA256:1M4RzhMyWuFS/86uPY/ce2prh/dVTHW7iD2RhpquOZA";

test("a private key that stands in a package is told, however it is written", () => {
  expect(publicity({ facts: { sshFingerprint: VAGRANT } }, { value: "any writing", of: {} })).toEqual({
    severity: "low",
    facts: { publicKeyOf: "Debian package vagrant" },
    reasons: ["publicly known private key (in Debian package vagrant)"],
  });
});

test("a key of one's own is as bad as before", () => {
  const [finding] = scanText(expand("<pem:openssh>", 1));
  expect(finding).toMatchObject({ severity: "critical" });
  expect(finding?.facts.publicKeyOf).toBeUndefined();
  expect(finding?.known).toBeUndefined();
});

test("what the help of a program prints is an example wherever that program is", () => {
  // `kubectl config set-credentials --help`
  const [found] = scanText("db: user=cluster-admin password=uXFGweU9l35qcif\n");
  expect(found).toMatchObject({ known: "test", reasons: expect.arrayContaining(["documented example value"]) });
});
