import type { X509Certificate } from "node:crypto";
import { connect, type TLSSocket } from "node:tls";
import type { Secret } from "../domain/rotation.ts";
import { spkiSha256 } from "../scan/structure/public-key-facts.ts";
import { resolved, type ServerPlace, serverName, serverPlace, shownPlace } from "./allowed-host.ts";
import { failureReason } from "./failure.ts";
import { untilAborted, withPatience } from "./patience.ts";
import { singles } from "./subjects.ts";
import type { Answer, Obstacle, Places, Question, Subject, Verifier } from "./verifier.ts";

const HTTPS_PORT = 443;

/** A private key is in use where a server shows the certificate of its public half. Nothing of the key is sent. */
export const tls: Verifier = {
  id: "tls",
  title: "TLS servers",
  traces: "the servers see a TLS handshake from the IP address of this machine, as of any browser",
  needsValue: false,
  subjects: (secrets) =>
    singles(secrets.filter(hasPublicKey), ["private-key", "private-key-base64", "ssh-private-key"]),
  requests: (_, places) => {
    const servers = serversOf(places);
    if ("obstacle" in servers) return servers;
    return servers.map((place) => ({ method: "HANDSHAKE", url: `tls://${shownPlace(place)}`, headers: {} }));
  },
  verify: async ({ subject, places }, signal) => compareAll(subject, places, signal),
};

const hasPublicKey = ({ facts }: Secret): boolean => typeof facts.spkiSha256 === "string";

function serversOf(places: Places): readonly ServerPlace[] | Obstacle {
  if (places.allowHosts.length === 0)
    return { obstacle: "--allow-host HOST[:PORT] names servers that may use the key" };
  return places.allowHosts.map((one) => serverPlace(one, { host: one.host, port: one.port ?? HTTPS_PORT, places }));
}

async function compareAll({ facts }: Subject, places: Question["places"], signal: AbortSignal): Promise<Answer> {
  const servers = serversOf(places);
  if ("obstacle" in servers) return { status: "unknown", reason: servers.obstacle, endpoint: "" };
  const failures: string[] = [];
  for (const place of servers) {
    const endpoint = shownPlace(place);
    try {
      const certificate = await withPatience({ ...places, signal }, async (own) => certificateOf(place, own));
      if (certificate !== undefined && spkiSha256(certificate.publicKey) === facts.spkiSha256)
        return {
          status: "active",
          reason: "the server shows a certificate of this key",
          endpoint,
          about: namesOf(certificate),
        };
    } catch (error) {
      if (signal.aborted) throw error;
      failures.push(`${endpoint}: ${failureReason(error)}`);
    }
  }
  const endpoint = servers.map(shownPlace).join(", ");
  const reason = failures.length === 0 ? "these servers show certificates of other keys" : failures.join("; ");
  return { status: "unknown", reason, endpoint };
}

/** Whoever signed it: it is only compared. */
async function certificateOf(place: ServerPlace, signal: AbortSignal): Promise<X509Certificate | undefined> {
  const socket: TLSSocket = connect({ ...(await resolved(place)), ...serverName(place), rejectUnauthorized: false });
  const shaken = new Promise<X509Certificate | undefined>((resolve, reject) => {
    socket.once("secureConnect", () => resolve(socket.getPeerX509Certificate())).on("error", reject);
  });
  return untilAborted(shaken, { stop: () => socket.destroy(), signal });
}

const namesOf = ({ subject, validTo }: X509Certificate) => ({
  who: (/(?:^|\n)CN=(.{1,200})/.exec(subject) ?? [])[1] ?? "a certificate without a name",
  expires: validTo,
});
