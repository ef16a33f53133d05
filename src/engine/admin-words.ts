/** The arguments of the verbs without a key, as text: they are few and not hot. */
import type { Request } from "../protocol/request.ts";

/** The words in `argsStart..argsEnd` of a parsed request, as latin1. */
export function argumentWords(request: Request, bytes: Uint8Array): readonly string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return text
    .toString("latin1", request.argsStart, request.argsEnd)
    .split(" ")
    .filter((word) => word !== "");
}
