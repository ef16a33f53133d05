/** `stats detail on|off|dump`: counts by prefix of key. */
import type { EngineContext } from "./context.ts";

/** What became of it: done, refused (-X), not understood, or the text of a dump. */
export type DetailResult = { readonly dump: string } | "done" | "not allowed" | "usage";

/** Executes the word behind `detail`. */
export function executeDetail({ server }: EngineContext, word: string | undefined): DetailResult {
  if (!server.allows.dump) {
    return "not allowed";
  }
  switch (word) {
    case "on":
    case "off":
      server.prefixes.isOn = word === "on";
      return "done";
    case "dump":
      return { dump: server.prefixes.dump() };
    default:
      return "usage";
  }
}
