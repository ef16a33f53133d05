/** Where bradfitz/gomemcache puts a key (memcache/selector.go, PickServer): a server that is listed twice counts twice. */
import { crc32 } from "../../base/hashkit.ts";
import { equalBuckets, hashedPlacement } from "./chooser.ts";
import { defineClient } from "./client-options.ts";

/** The client. */
export const GOMEMCACHE = defineClient({
  describe: "bradfitz/gomemcache (Go)",
  options: {},
  create: (_, servers) => hashedPlacement({ name: "crc32", hash: crc32 }, equalBuckets(servers)),
});
