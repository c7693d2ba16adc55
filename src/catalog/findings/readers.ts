import { betterleaksReader } from "./betterleaks.ts";
import type { FindingReader } from "./finding-reader.ts";
import { gitleaksReader } from "./gitleaks.ts";
import { kingfisherReader } from "./kingfisher.ts";
import { sarifReader } from "./sarif.ts";
import { trivyReader } from "./trivy.ts";
import { trufflehogReader } from "./trufflehog.ts";

/** One more tool is one more file and its line here. */
export const FINDING_READERS: readonly FindingReader[] = [
  trufflehogReader,
  gitleaksReader,
  betterleaksReader,
  kingfisherReader,
  trivyReader,
  sarifReader,
];
