/** Words for what a network does; whatever else an error says is not repeated, for it may quote what was sent. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ENOTFOUND: "host not found",
  EAI_AGAIN: "host name could not be resolved",
  ECONNRESET: "connection was reset",
  EHOSTUNREACH: "host cannot be reached",
  ENETUNREACH: "network cannot be reached",
  ETIMEDOUT: "no answer in time",
  TimeoutError: "no answer in time",
  UND_ERR_SOCKET: "connection was closed",
  UND_ERR_CONNECT_TIMEOUT: "no answer in time",
  DEPTH_ZERO_SELF_SIGNED_CERT: "TLS: the server's certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "TLS: the server's certificate is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "TLS: the server's certificate is not trusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "TLS: the server's certificate is not trusted",
  CERT_HAS_EXPIRED: "TLS: the server's certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "TLS: the server's certificate is for another host",
  ERR_SSL_WRONG_VERSION_NUMBER: "TLS: the server does not speak it",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "TLS: the server does not speak it",
  // What mysql2 makes of all of these.
  HANDSHAKE_SSL_ERROR: "TLS: it failed, most likely because the server's certificate is not trusted",
  EXHUME_TOO_LARGE: "the answer is too large",
};

/** For people; the code, or the name of the error, where there are no words for it. */
export function failureReason(error: unknown): string {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const errors: readonly unknown[] = cause instanceof AggregateError ? [...cause.errors, cause] : [cause];
    for (const one of errors) {
      const code = codeOf(one);
      if (code !== undefined) return REASONS[code] ?? code;
    }
  }
  return "failed for an unknown reason";
}

const codeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  if (error.name === "TimeoutError") return error.name;
  return "code" in error && typeof error.code === "string" && /^[A-Z][A-Z0-9_]{2,50}$/.test(error.code)
    ? error.code
    : undefined;
};
