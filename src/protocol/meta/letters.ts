/** The flag letters of the meta commands: their char codes, and sets of them as bit masks. */

/** Char code of each flag letter. The names say what the flag asks for; letters as in memcached's protocol.txt. */
export const FLAG = {
  base64Key: 98, // b
  cas: 99, // c
  clientFlags: 102, // f
  hitBefore: 104, // h
  key: 107, // k
  lastAccess: 108, // l
  quiet: 113, // q
  size: 115, // s
  ttl: 116, // t
  noBump: 117, // u
  value: 118, // v
  removeValue: 120, // x
  compareCas: 67, // C
  delta: 68, // D
  newCas: 69, // E
  setClientFlags: 70, // F
  invalidate: 73, // I
  initial: 74, // J
  proxyL: 76, // L
  mode: 77, // M
  vivify: 78, // N
  opaque: 79, // O
  proxyP: 80, // P
  recache: 82, // R
  setTtl: 84, // T
} as const;

/** The bit of a letter in `Request.flagsLower` or `Request.flagsUpper`. */
export function letterBit(letter: number): number {
  return 1 << ((letter - 1) & 31);
}

/** Whether the byte is a lower-case letter's code or above: it belongs into `flagsLower`. */
export function isLower(letter: number): boolean {
  return letter >= 97;
}

/** All lower-case letters memcached knows. */
export const KNOWN_LOWER = maskOf("bcfhklqstuvx");

/** All upper-case letters memcached knows. */
export const KNOWN_UPPER = maskOf("CDEFIJLMNOPRT");

/** The bit mask of letters of one case. */
export function maskOf(letters: string): number {
  let mask = 0;
  for (const letter of letters) {
    mask |= letterBit(letter.charCodeAt(0));
  }
  return mask;
}
