/** Statuses of binary replies, and the text that goes with each as the reply's value (memcached proto_bin.c). */

/** The statuses. */
export const BINARY_STATUS = {
  ok: 0x00,
  notFound: 0x01,
  exists: 0x02,
  tooLarge: 0x03,
  invalidArguments: 0x04,
  notStored: 0x05,
  nonNumeric: 0x06,
  authError: 0x20,
  authContinue: 0x21,
  unknownCommand: 0x81,
  outOfMemory: 0x82,
} as const;

/** One of {@link BINARY_STATUS}. */
export type BinaryStatus = (typeof BINARY_STATUS)[keyof typeof BINARY_STATUS];

const TEXTS: ReadonlyMap<BinaryStatus, string> = new Map([
  [BINARY_STATUS.notFound, "Not found"],
  [BINARY_STATUS.exists, "Data exists for key."],
  [BINARY_STATUS.tooLarge, "Too large."],
  [BINARY_STATUS.invalidArguments, "Invalid arguments"],
  [BINARY_STATUS.notStored, "Not stored."],
  [BINARY_STATUS.nonNumeric, "Non-numeric server-side value for incr or decr"],
  [BINARY_STATUS.authError, "Auth failure."],
  [BINARY_STATUS.unknownCommand, "Unknown command"],
  [BINARY_STATUS.outOfMemory, "Out of memory"],
]);

/** The text of a status; empty for those that have none. */
export function statusText(status: BinaryStatus): string {
  return TEXTS.get(status) ?? "";
}
