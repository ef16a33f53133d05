/** Keys as `lru_crawler metadump` writes them: percent-encoded. */

/** The key behind its percent-encoded form; the form itself when it is none. */
export function decodeUriKey(encoded: string): string {
  const bytes = encoded.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString("utf8");
}
