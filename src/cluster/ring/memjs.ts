/** Where memjs 1.3 puts a key (lib/memjs/utils.js, hash): Java's string hash as a 32-bit number, of which it takes the absolute value. */
import { equalBuckets, hashedPlacement } from "./chooser.ts";
import { defineClient, PREFIX_OPTION } from "./client-options.ts";
import { unitHash } from "./key-text.ts";

const hash = unitHash(0, (state, unit) => (Math.imul(31, state) + unit) | 0, Math.abs);

/** The client. */
export const MEMJS = defineClient({
  describe: "memjs 1.3 (Node.js)",
  options: { ...PREFIX_OPTION },
  create: (_, servers) => hashedPlacement({ name: "abs(hash31)", hash }, equalBuckets(servers)),
});
