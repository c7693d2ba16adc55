import { addressAround, readFields } from "./address-fields.ts";
import { awsAccount } from "./aws-key-id.ts";
import { isoTime, publicFacts } from "./public-facts.ts";
import type { Structure } from "./structure.ts";

/** Signed addresses of AWS (SigV4) and Google Cloud (V4): who signed, where, and until when. */
export const signedUrl: Structure = (candidate) => {
  const address = addressAround(candidate);
  const fields = readFields(address);
  const field = (name: string): string => fields.get(`x-amz-${name}`) ?? fields.get(`x-goog-${name}`) ?? "";
  const [signer = "", , region] = field("credential").split("/");
  const signed = signingTime(field("date"));
  const expires = Number(field("expires") || Number.NaN);
  return {
    facts: publicFacts({
      host: /https?:\/\/([A-Za-z0-9.-]{3,100})/.exec(address)?.[1],
      region,
      account: awsAccount(signer),
      email: signer.includes("@") ? signer : undefined,
      expiresAt: signed === undefined ? undefined : isoTime(signed + expires),
    }),
    reasons: ["signature of an address"],
  };
};

/** Seconds since 1970 of `20260102T030405Z`. */
export const signingTime = (text: string): number | undefined => {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const at = Date.parse(iso);
  return iso === text || Number.isNaN(at) ? undefined : at / 1000;
};
