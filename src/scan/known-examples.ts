import { createHash } from "node:crypto";

/**
 * SHA-256 of values that vendors print in their documentation: AWS key ids and secret keys
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html), Stripe test keys
 * (https://docs.stripe.com/keys), the tokens of https://jwt.io.
 */
const HASHES = new Set([
  "1a5d44a2dca19669d72edf4c4f1c27c4c1ca4b4408fbb17f6ce4ad452d78ddb3",
  "c6ea27c534f993d31f0aef882e3d200e7b87470c379ae79c8f9b19d3bd363dc9",
  "cb20d34a7adda2f5d2043836051e242fd4c2b233e02c80c91fe9d5af9b100574",
  "7a898e50dbd5b8305149c34046d159f7d02b5d1fe021d4de640842d3835fb549",
  "78314b11be2e581549ac1c4f616563fad3fdf0c3b71678f6e2299182080e0598",
  "e8a0614b6747a06ff9a2728dd2250bf13068310cd2550ebc3cecd4d287a4e259",
  "1ce33143272de6e9af14daa0e176ade8061615ea056e7c67fae28c71aec8c063",
  "e21b597ba6b9cafa59d9ebc4d65c0385f5eb3fa56abab2607fa76589ad849a33",
  "2cafc0970149a84f3b9e62eaf169f36f59907a3b3e31f7b82e68c69cd27f7326",
  "f2d6ca16515033e5dce14eba840b979d27b5cbae24bb3e5bf484339667f86397",
  "a874dc89cc49f7bab7a63e0a54825b9fdca1ac6233d21d8ca74bf71005b397c5",
  "7f75367e7881255134e1375e723d1dea8ad5f6a4fdb79d938df1f1754a830606",
  "da816f9f2c16e6c5390e7636cadc40c43551bf0bbcf8f36c65539e6633a9c5e8",
  "c794fa6d20c64efb9adf980ae93af472a1679775862d421ffe55d4a57fad5b3e",
]);

export const isKnownExample = (value: string): boolean =>
  HASHES.has(createHash("sha256").update(value, "latin1").digest("hex"));
