import { describe, expect, it } from "vitest";
import { publicCaFacts } from "../../src/rotation/public-ca.ts";

describe("publicCaFacts", () => {
  it.each([
    ["C=US, O=Let's Encrypt, CN=R3", "Let's Encrypt"],
    ["C=US, O=DigiCert Inc, OU=www.digicert.com, CN=RapidSSL TLS", "DigiCert"],
    ["C=US, ST=Arizona, L=Scottsdale, O=GoDaddy.com, Inc., OU=http://certs.godaddy.com/repository/, CN=Go", "GoDaddy"],
    ["C=GB, ST=Greater Manchester, L=Salford, O=Sectigo Limited, CN=Sectigo RSA Domain", "Sectigo"],
    ["C=BE, O=GlobalSign nv-sa", "GlobalSign"],
    ["O=Google Trust Services LLC, C=US", "Google Trust Services"],
    ["C=BR, O=Amazonas Energia, CN=Root", undefined],
    ["C=DE, O=Example GmbH, CN=Let's Encrypt", undefined],
    ["CN=DigiCert", undefined],
    ["", undefined],
  ])("%s", (certificateIssuer, publicCa) => {
    expect(publicCaFacts({ certificateIssuer })).toEqual(publicCa === undefined ? {} : { publicCa });
  });

  it("believes nobody who signs for himself, and says nothing of what has no certificate", () => {
    expect(publicCaFacts({ certificateIssuer: "O=DigiCert Inc", selfSigned: true })).toEqual({});
    expect(publicCaFacts({})).toEqual({});
  });
});
