/** What the shell needs of the machine and the network, made of the process's own. */
import { readFile, writeFile } from "node:fs/promises";
import type { Address } from "../../base/address.ts";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { KeyScan } from "../../keys/key-scan.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import type { WorldPorts } from "../../repl/shell-ports.ts";
import { showQuoted } from "../../repl/show-value.ts";
import type { Context } from "../context.ts";
import { openWatch } from "./open-watch.ts";
import { openProgram } from "./program.ts";

/** How servers are reached. */
export interface WorldOptions {
  readonly readAddress: (text: string) => Address;
  readonly tls: ClientTls | undefined;
  readonly timeoutMs: number;
  readonly sampleKeyCount: number;
}

/** See the file's comment. */
export function makeWorld(context: Context, { readAddress, tls, timeoutMs, sampleKeyCount }: WorldOptions): WorldPorts {
  const { clock } = context;
  let decoder: typeof import("../../repl/decode-value.ts") | undefined;
  return {
    parseAddress: readAddress,
    readFile: (path) => readBytes(path),
    writeFile: async (path, bytes, isAppending) => {
      try {
        await writeFile(path, bytes, { flag: isAppending ? "a" : "w" });
      } catch (error) {
        throw new MemtoolError("USAGE", `cannot write ${path}: ${messageOf(error)}`, { cause: error });
      }
    },
    openProgram: (commandLine) => openProgram(commandLine, context.env),
    walkKeys: (address, onNotice) =>
      new KeyScan(address, { tls, connectTimeoutMs: timeoutMs, silenceTimeoutMs: timeoutMs, clock, onNotice }),
    openWatch: (address, types, onLines) => openWatch(address, types, onLines, { tls, timeoutMs, clock }),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    nowMs: () => clock.monotonicMs(),
    prepareValues: async () => {
      decoder ??= await import("../../repl/decode-value.ts");
    },
    showValue: (value, flags, width) => (decoder?.showDecoded ?? showQuoted)(value, flags, width),
    explainFlags: (flags, value) => decoder?.explainClientFlags(flags, value) ?? "",
    sampleKeyCount,
  };
}

/** The bytes of a file that a command names as `@file`. @throws MemtoolError USAGE */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new MemtoolError("USAGE", `cannot read ${path}: ${messageOf(error)}`, {
      cause: error,
      hint: "@ names a file; write @@ for a value that starts with @",
    });
  }
}
