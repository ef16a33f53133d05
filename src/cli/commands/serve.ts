/** `memtool serve`: runs the server until it is told to stop, or as long as the command after `--` runs. */
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { formatAddress } from "../../base/address.ts";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { formatBytes, formatCount, formatDurationMs, formatRatio } from "../../base/format-units.ts";
import { MEMCACHED_VERSION } from "../../engine/simple-verbs.ts";
import { startServer } from "../../server/server.ts";
import type { ServerSettings } from "../../server/settings.ts";
import type { ServerSummary } from "../../server/summary.ts";
import type { RawCommandDefinition } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { memtoolVersion } from "../version.ts";
import { runBeside } from "./serve-child.ts";
import { SERVE_DESCRIBE, serveHelp } from "./serve-flags.ts";
import { parseServeOptions, type ServeOptions } from "./serve-options.ts";

/** The command. */
export const serveCommand: RawCommandDefinition = {
  name: "serve",
  describe: SERVE_DESCRIBE,
  positionals: [],
  help: serveHelp,
  async rawHandler(argv, context) {
    const options = parseServeOptions(argv);
    switch (options.action) {
      case "help":
        context.stdout.write(`${serveHelp(context.width)}\n`);
        return EXIT.ok;
      case "version":
        context.stdout.write(`memcached ${MEMCACHED_VERSION} (memtool ${memtoolVersion()})\n`);
        return EXIT.ok;
      case "serve":
        return await serve(options, context);
    }
  },
};

async function serve(options: ServeOptions, context: Context): Promise<number> {
  const server = await startServer(settingsOf(options), (line) => say(context, line));
  const stop = stopSignal(context);
  try {
    const addresses = server.addresses.map(formatAddress);
    writeReadyFile(options.readyFile, addresses);
    say(context, startLine(addresses, options));
    const done = options.command === undefined ? stop.requested : runBeside(options.command, addresses, context, stop);
    return await Promise.race([done, server.failed]);
  } finally {
    stop.dispose();
    removeReadyFile(options.readyFile);
    say(context, stopLine(await server.close()));
  }
}

/** Resolves with the exit code of a normal end when the process is told to stop. */
function stopSignal(context: Context): { requested: Promise<number>; dispose: () => void } {
  let dispose = (): void => {};
  const requested = new Promise<number>((resolve) => {
    dispose = context.onInterrupt(() => resolve(EXIT.ok));
  });
  return { requested, dispose: () => dispose() };
}

function settingsOf(options: ServeOptions): Partial<ServerSettings> {
  return {
    listen: options.listen,
    port: options.port,
    unixSocket: options.unixSocketPath,
    maxConnections: options.connectionLimit,
    threads: options.threadCount,
    memoryLimitBytes: options.memoryLimitBytes,
    evictions: options.evictions,
    itemSizeMax: options.itemSizeBytesMax,
    growthFactor: options.growthFactor,
    slabMinSize: options.slabBytesMin,
    casEnabled: options.casEnabled,
    verbosity: options.verbosity,
  };
}

/** Data goes to stdout; what the server says about itself does not. */
function say(context: Context, line: string): void {
  context.stderr.write(`${line}\n`);
}

function startLine(addresses: readonly string[], options: ServeOptions): string {
  const threads = options.threadCount === 1 ? "1 worker thread" : `${options.threadCount} worker threads`;
  return `memtool serve: listening on ${addresses.join(", ")}; ${formatBytes(options.memoryLimitBytes)} of memory, ${threads}`;
}

function stopLine(summary: ServerSummary): string {
  const { connections, gets, hits, sets, uptimeMs } = summary;
  const hitRate = gets === 0 ? "" : ` (${formatRatio(hits / gets)} hits)`;
  return (
    `memtool serve: stopped after ${formatDurationMs(uptimeMs)}; connections: ${formatCount(connections)}, ` +
    `gets: ${formatCount(gets)}${hitRate}, sets: ${formatCount(sets)}`
  );
}

/** One address a line, whole from the moment the file is there. */
function writeReadyFile(path: string | undefined, addresses: readonly string[]): void {
  if (path === undefined) {
    return;
  }
  try {
    writeFileSync(`${path}.tmp`, addresses.map((address) => `${address}\n`).join(""), { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  } catch (error) {
    throw new MemtoolError("USAGE", `could not write the ready file ${path}: ${messageOf(error)}`, {
      cause: error,
      hint: "its directory has to exist and to be writable",
    });
  }
}

function removeReadyFile(path: string | undefined): void {
  if (path !== undefined) {
    rmSync(path, { force: true });
  }
}
