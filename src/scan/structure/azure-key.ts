import type { Structure } from "./structure.ts";

/** Storage keys are 64 bytes; newer ones carry the mark `+ASt` (https://github.com/microsoft/security-utilities). */
export const azureKey: Structure = ({ value, text }) => {
  const marked = value.includes("+ASt");
  const [, account] = /AccountName=([a-z0-9]{3,24})(?![a-z0-9])/i.exec(text) ?? [];
  if (account === "devstoreaccount1") return { known: "test", facts: { account }, reasons: ["key of the emulator"] };
  return {
    facts: { ...(account === undefined ? {} : { account }), ...(marked ? { format: "marked" } : {}) },
    reasons: [marked ? "carries Azure's mark" : "64 bytes in base64 at the name of an Azure account key"],
  };
};
