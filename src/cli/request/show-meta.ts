/** Replies of the meta commands, as the protocol writes them for scripts and explained for people. Pure. */

import type { CommandSpec } from "../../protocol/command-spec.ts";
import type { MetaReply, Reply } from "../../protocol/reply.ts";
import { formatMeta, formatMetaPlain } from "../../repl/format-meta.ts";
import { fullText, plainLines } from "../../repl/segments.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { jsonDocument } from "../output/json.ts";
import { valueJson } from "./show-items.ts";

/** plain: the reply's line, and below it the value, escaped. explained: with the meaning of each flag. bytes: the value exactly. */
export type MetaFormat = "json" | "bytes" | "plain" | "explained";

/** Codes that say no: miss, not stored, not found, changed meanwhile. */
const BAD_CODES: ReadonlySet<string> = new Set(["EN", "NF", "NS", "EX"]);

/** The reply as text or bytes; nothing for a quiet command that was not answered. */
export function showMeta(reply: Reply, format: MetaFormat, spec: CommandSpec | undefined): Uint8Array | string {
  if (reply.kind !== "meta") {
    return format === "json" ? jsonDocument({ code: null, flags: [] }) : "";
  }
  switch (format) {
    case "json":
      return jsonDocument({
        code: reply.code,
        flags: reply.flags,
        ...(reply.value === undefined ? {} : valueJson(reply.value)),
      });
    case "bytes":
      return reply.value ?? "";
    case "plain":
      return plainLines(formatMetaPlain(reply));
    case "explained":
      return formatMeta(reply, spec)
        .map((line) => `${fullText(line)}\n`)
        .join("");
  }
}

/** Silence is what a quiet command was asked for, except that of mg, which means a miss. */
export function metaExitCode(verb: string, reply: Reply): ExitCode {
  const isBad = reply.kind === "meta" ? BAD_CODES.has(reply.code) : verb === "mg";
  return isBad ? EXIT.checkFailed : EXIT.ok;
}

/** A miss or a refusal in a word, where the format does not show it. */
export function metaWord(reply: Reply): MetaReply["code"] | undefined {
  return reply.kind === "meta" && BAD_CODES.has(reply.code) ? reply.code : undefined;
}
