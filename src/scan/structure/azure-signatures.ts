/** One kind of key of a service, and the seed of its checksum. */
interface AzureSeed {
  readonly kind?: string;
  readonly seed: string;
}

export interface AzureService {
  readonly service: string;
  /** Empty: the service uses the common seed only. */
  readonly seeds: readonly AzureSeed[];
}

const MESSAGING: readonly AzureSeed[] = [
  { kind: "send", seed: "Send0000" },
  { kind: "listen", seed: "Listen00" },
  { kind: "manage", seed: "Manage00" },
  { kind: "system", seed: "System00" },
  { seed: "Unknown0" },
];

/**
 * Fixed signatures in Azure's keys and the seeds of their Marvin32 checksums
 * (https://github.com/microsoft/security-utilities, IdentifiableMetadata, MIT).
 */
export const AZURE_SIGNATURES: Readonly<Record<string, AzureService>> = {
  "+ASt": { service: "Storage", seeds: [{ seed: "Default0" }] },
  "+ABa": { service: "Batch", seeds: [{ seed: "AbAcct00" }] },
  "+ASb": { service: "Service Bus", seeds: MESSAGING },
  "+AEh": { service: "Event Hubs", seeds: MESSAGING },
  "+ARm": { service: "Relay", seeds: MESSAGING },
  "+ACR": { service: "Container Registry", seeds: [{ seed: "ACRDflt0" }] },
  "+AMC": { service: "Machine Learning (classic)", seeds: [{ seed: "Classic0" }] },
  "+SQL": { service: "SQL", seeds: [{ seed: "UsrPwd00" }] },
  AzCa: { service: "Cache for Redis", seeds: [{ seed: "Access00" }] },
  AIoT: {
    service: "IoT",
    seeds: [
      { kind: "hub", seed: "IoTHub00" },
      { kind: "device provisioning", seed: "DpsKey00" },
      { kind: "device", seed: "Device00" },
    ],
  },
  AzFu: {
    service: "Functions",
    seeds: [
      { kind: "master", seed: "Master00" },
      { kind: "system", seed: "System00" },
      { kind: "function", seed: "Functi00" },
    ],
  },
  AzSe: {
    service: "AI Search",
    seeds: [
      { kind: "query", seed: "Query000" },
      { kind: "admin", seed: "PAdmin00" },
    ],
  },
  APIM: {
    service: "API Management",
    seeds: [
      { kind: "direct management", seed: "Tenant00" },
      { kind: "subscription", seed: "IoTHub00" },
      { kind: "gateway", seed: "Gatewy00" },
      { kind: "repository", seed: "GitKey00" },
    ],
  },
  ACDb: {
    service: "Cosmos DB",
    seeds: [
      { kind: "read-write", seed: "MastRW00" },
      { kind: "read-only", seed: "MastRO00" },
      { kind: "system", seed: "SysAll00" },
      { kind: "system read-write", seed: "SystRW00" },
      { kind: "system read-only", seed: "SystRO00" },
      { kind: "resource", seed: "Resour00" },
      { kind: "data encryption", seed: "Encryp00" },
    ],
  },
};
