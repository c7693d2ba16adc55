import { azureIdentifiable } from "./azure-identifiable.ts";
import type { Structure } from "./structure.ts";

const EMULATOR = "devstoreaccount1";

/** Storage keys are 64 bytes; newer ones carry the mark `+ASt` and a checksum (https://github.com/microsoft/security-utilities). */
export const azureKey: Structure = (candidate) => {
  const [, account] = /AccountName=([a-z0-9]{3,24})(?![a-z0-9])/i.exec(candidate.text) ?? [];
  const owner = account === undefined ? {} : { account };
  if (account === EMULATOR) return { known: "test", facts: owner, reasons: ["key of the emulator"] };
  if (!/(?:\+A|A[CI])[A-Za-z]{2}.{6}==$/.test(candidate.value))
    return { facts: owner, reasons: ["64 bytes in base64 at the name of an Azure account key"] };
  const verdict = azureIdentifiable(candidate);
  return { ...verdict, facts: { ...owner, ...verdict.facts } };
};
