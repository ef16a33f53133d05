/** The requests a known server understands: memcached's classic text protocol and the meta commands, read without any help of src/. */

/** What a request is about; "admin" is not part of a load. */
export type RequestKind = "retrieve" | "store" | "delete" | "arithmetic" | "touch" | "admin";

/** One request. */
export interface KnownRequest {
  readonly kind: RequestKind;
  readonly verb: string;
  /** One key, or several of a multiget; none of an admin command. */
  readonly keys: readonly string[];
  /** The words behind the keys, or all words of an admin command. */
  readonly words: readonly string[];
  /** What is to be stored, one character a byte. */
  readonly value: string;
}

const KINDS: Readonly<Record<string, RequestKind>> = {
  ...Object.fromEntries(["get", "gets", "gat", "gats", "mg"].map((verb) => [verb, "retrieve"])),
  ...Object.fromEntries(["set", "add", "replace", "append", "prepend", "cas", "ms"].map((verb) => [verb, "store"])),
  ...Object.fromEntries(["delete", "md"].map((verb) => [verb, "delete"])),
  ...Object.fromEntries(["incr", "decr", "ma"].map((verb) => [verb, "arithmetic"])),
  touch: "touch",
};

const LINE_FEED = 10;

/**
 * Reads the request that starts at `from`.
 * @returns the request and where the next one starts; undefined if more bytes are needed
 */
export function readRequest(bytes: Buffer, from: number): { request: KnownRequest; next: number } | undefined {
  const lineFeed = bytes.indexOf(LINE_FEED, from);
  if (lineFeed === -1) {
    return undefined;
  }
  const [verb = "", ...words] = bytes.toString("latin1", from, lineFeed).trimEnd().split(" ");
  const kind = KINDS[verb] ?? "admin";
  const keyCount = kind === "admin" ? 0 : verb.startsWith("g") ? words.length : 1;
  if (verb === "gat" || verb === "gats") {
    words.shift();
  }
  const request = { kind, verb, keys: words.slice(0, keyCount), words: words.slice(keyCount) };
  if (kind !== "store") {
    return { request: { ...request, value: "" }, next: lineFeed + 1 };
  }
  const valueBytes = Number(verb === "ms" ? request.words[0] : request.words[2]);
  const valueEnd = lineFeed + 1 + valueBytes;
  if (!Number.isSafeInteger(valueBytes)) {
    return { request: { kind: "admin", verb: "", keys: [], words: [], value: "" }, next: lineFeed + 1 };
  }
  if (bytes.length < valueEnd + 2) {
    return undefined;
  }
  return { request: { ...request, value: bytes.toString("latin1", lineFeed + 1, valueEnd) }, next: valueEnd + 2 };
}
