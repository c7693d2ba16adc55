/** A text out of a URL as it is meant (RFC 3986, 2.1), or as it stands where it is no such encoding. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
