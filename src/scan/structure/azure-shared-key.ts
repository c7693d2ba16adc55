import type { Candidate } from "../match.ts";
import { azureIdentifiable } from "./azure-identifiable.ts";
import { AZURE_SIGNATURES } from "./azure-signatures.ts";
import type { Structure } from "./structure.ts";

const HOST = /(?:Endpoint=sb:\/\/|HostName=)([A-Za-z0-9.-]{3,100})/i;
const NAME = /SharedAccessKeyName=([\w.-]{1,64})/i;
const DEVICE = /DeviceId=([\w.:-]{1,100})/i;
const ENTITY = /EntityPath=([\w./-]{1,100})/i;

/** `SharedAccessKey` in a connection string of Service Bus, Event Hubs, Relay or IoT Hub. */
export const azureSharedKey: Structure = (candidate) => {
  const owner = ownerOf(candidate);
  const signature = candidate.value.replace(/=+$/, "").slice(-10, -6);
  if (AZURE_SIGNATURES[signature] === undefined)
    return { facts: owner, reasons: ["key in an Azure connection string"] };
  const verdict = azureIdentifiable(candidate);
  return { ...verdict, facts: { ...owner, ...verdict.facts } };
};

const ownerOf = ({ text, span }: Candidate): Record<string, string> => {
  const line = `${/[^\r\n]*$/.exec(text.slice(0, span.start))?.[0]}${/^[^\r\n]*/.exec(text.slice(span.end))?.[0]}`;
  const facts: Record<string, string> = {};
  for (const [name, pattern] of [
    ["host", HOST],
    ["policy", NAME],
    ["device", DEVICE],
    ["entity", ENTITY],
  ] as const) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) facts[name] = found;
  }
  return facts;
};
