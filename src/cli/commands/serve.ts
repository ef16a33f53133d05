/** `memtool serve`: runs the server until it is told to stop, or as long as the command after `--` runs. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { formatAddress } from "../../base/address.ts";
import { type ErrorCode, MemtoolError } from "../../base/errors.ts";
import { formatCount, formatDurationMs, formatRatio } from "../../base/format-units.ts";
import { MEMCACHED_VERSION } from "../../engine/simple-verbs.ts";
import { KeyFileError } from "../../persistence/key-file.ts";
import { checkServerFiles, type RunningServer, startServer } from "../../server/server.ts";
import type { ServerSettings } from "../../server/settings.ts";
import type { ServerSummary } from "../../server/summary.ts";
import type { RawCommandDefinition } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { OutputFormat } from "../output/result-format.ts";
import { checkServeOptions } from "../serve/checks.ts";
import { runBeside } from "../serve/child.ts";
import { configFileOf, readCommandLine } from "../serve/command-line.ts";
import type { GivenSetting } from "../serve/config/given-setting.ts";
import { loadConfig } from "../serve/config/load-config.ts";
import { isDaemon, leaveDirectory, startDaemon } from "../serve/daemon.ts";
import { joinSettings } from "../serve/directory-options.ts";
import { SERVE_DESCRIBE } from "../serve/flags.ts";
import { memcachedHelp, serveHelp } from "../serve/help.ts";
import { planServe, type ServeOptions } from "../serve/options.ts";
import type { RotationDraft } from "../serve/persistence-options.ts";
import { giveDirectory, makeFilesPrivate } from "../serve/private-files.ts";
import { removeFile, writePidFile, writePortFile, writeReadyFile } from "../serve/process-files.ts";
import { checkOpenFiles, ownProcessLimits, withRoomToGrow } from "../serve/process-limits.ts";
import { MEMCACHED_EXIT, type MemcachedExit, MemcachedRefusal } from "../serve/refusal.ts";
import { rotateEncryptionKey } from "../serve/rotate-key.ts";
import { openPagesWarning, startLine } from "../serve/start-line.ts";
import { becomeUser, type UserIds, userToBecome } from "../serve/user.ts";
import { makeWorkingDirectory } from "../serve/working-directory.ts";

/** The command. */
export const serveCommand: RawCommandDefinition = {
  name: "serve",
  describe: SERVE_DESCRIBE,
  positionals: [],
  help: serveHelp,
  async rawHandler(argv, context) {
    const commandLine = readCommandLine(argv);
    const config = await loadConfig(configFileOf(commandLine, context.env));
    const { options, settings } = planServe(commandLine, context.env, config);
    switch (options.action) {
      case "help":
        context.stdout.write(`${serveHelp(context.width)}\n`);
        return EXIT.ok;
      case "memcachedHelp":
        context.stdout.write(`${memcachedHelp(MEMCACHED_VERSION)}\n`);
        return EXIT.ok;
      case "version":
        context.stdout.write(`memcached ${MEMCACHED_VERSION}\n`);
        return EXIT.ok;
      case "license":
        context.stdout.write(readFileSync(new URL("../../../../LICENSE", import.meta.url), "utf8"));
        return EXIT.ok;
      case "printConfig":
        return await printConfig(settings, options, context);
      case "rotate":
        for (const warning of options.warnings) {
          say(context, warning);
        }
        return await rotateEncryptionKey(options.rotation as RotationDraft, context, wantsJson(options));
      case "serve":
        checkTogether(options, settings);
        return await launch(argv, options, context);
    }
  },
};

function wantsJson({ json, format }: ServeOptions): boolean {
  return json || format === "json";
}

/** What contradicts itself is shown all the same, so that it can be found, and then told. */
async function printConfig(
  settings: readonly GivenSetting[],
  options: ServeOptions,
  context: Context,
): Promise<number> {
  const { readOptionValue } = await import("../option-values.ts");
  const { FORMAT_OPTIONS, formatOf } = await import("../output/result-format.ts");
  const { resultText } = await import("../output/result-text.ts");
  const { configTable } = await import("../serve/config/print-config.ts");
  const named =
    options.format === undefined ? undefined : readOptionValue("format", FORMAT_OPTIONS.format, options.format);
  const format = formatOf({ format: named as OutputFormat | undefined, json: options.json, csv: false }, context);
  for (const warning of options.warnings) {
    say(context, warning);
  }
  context.stdout.write(await resultText(format, configTable(settings), context));
  checkTogether(options, settings);
  return EXIT.ok;
}

/** What does not go together may stand in different places, which the message of a command line need not name. */
function checkTogether(options: ServeOptions, settings: readonly GivenSetting[]): void {
  try {
    checkServeOptions(options);
  } catch (error) {
    if (!(error instanceof MemcachedRefusal) || settings.every(({ origin }) => origin.kind === "flag")) {
      throw error;
    }
    const hints = [error.hint, "memtool serve --print-config shows where each setting comes from"];
    const hint = hints.filter((line) => line !== undefined).join("\n");
    throw new MemcachedRefusal(error.exitCode, error.message, hint, error.code);
  }
}

async function launch(argv: readonly string[], options: ServeOptions, context: Context): Promise<number> {
  // Whoever started the daemon has been told.
  const warn = (warning: string): void => (isDaemon(context.env) ? undefined : say(context, warning));
  options.warnings.forEach(warn);
  const user = userToBecome(options.user);
  const warning = makeWorkingDirectory(options.workingDirectory, user);
  if (warning !== undefined) {
    warn(warning);
  }
  if (options.daemon && !isDaemon(context.env)) {
    // Nobody would see what the daemon has to say about them.
    await endAsMemcached(async () => checkServerFiles(options.settings));
    startDaemon(argv, context, options.settings.verbosity > 0);
    return EXIT.ok;
  }
  return await serve(options.daemon ? leaveDirectory(options) : options, user, context);
}

async function serve(options: ServeOptions, user: UserIds | undefined, context: Context): Promise<number> {
  const limits = ownProcessLimits();
  sayIfAny(checkOpenFiles(limits.openFiles, options.settings), context);
  const { persistence } = options.settings;
  if (persistence !== undefined) {
    makeFilesPrivate();
    giveDirectory(persistence.directory, user);
  }
  const server = await start(withRoomToGrow(options.settings, limits), context);
  const stop = listenForTheEnd(server, context);
  let exitCode: number;
  let summary: ServerSummary;
  let leave: () => Promise<void> = async () => {};
  try {
    const unfollow = await follow(options, server, context);
    leave = async () => unfollow();
    const unjoin = await join(options, server, context);
    leave = async () => {
      unfollow();
      await unjoin();
    };
    const addresses = server.addresses.map(formatAddress);
    writeFiles(server, addresses, options, context);
    if (user !== undefined) {
      giveDirectory(persistence?.directory, user);
      becomeUser(user);
    }
    sayIfAny(openPagesWarning(server, options.settings), context);
    say(context, startLine(server, options.settings));
    const done = options.command === undefined ? stop.requested : runBeside(options.command, addresses, context, stop);
    exitCode = await Promise.race([done, server.failed]);
  } finally {
    removeFile(options.readyFile);
    if (options.daemon) {
      removeFile(options.pidFile);
    }
    // Clients stop coming before the server stops serving.
    await leave();
    summary = await server.close();
    say(context, stopLine(summary));
    stop.dispose();
  }
  checkNothingIsLost(summary, persistence?.directory);
  return exitCode;
}

/** Has a directory hand out the list of another place, where that was asked for; returns what ends it. */
async function follow(options: ServeOptions, server: RunningServer, context: Context): Promise<() => void> {
  const { source } = options.directory;
  if (source === undefined || server.directory === undefined) {
    return () => {};
  }
  const { followList, sourceToFollow } = await import("../serve/follow-list.ts");
  return await followList(sourceToFollow(source), server.directory, (line) => say(context, line));
}

/** Puts the server into a list of nodes, where that was asked for; returns what takes it out. */
async function join(options: ServeOptions, server: RunningServer, context: Context): Promise<() => Promise<void>> {
  const settings = joinSettings(options);
  if (settings === undefined) {
    return async () => {};
  }
  const { joinList } = await import("../serve/join.ts");
  return await joinList(settings, server, context, (line) => say(context, line));
}

/** @throws MemtoolError STORAGE when changes have not reached the disk */
function checkNothingIsLost({ unwrittenChanges }: ServerSummary, directory: string | undefined): void {
  if (unwrittenChanges > 0) {
    const changes = unwrittenChanges === 1 ? "1 change has" : `${formatCount(unwrittenChanges)} changes have`;
    throw new MemtoolError("STORAGE", `${changes} not reached the disk: lost`, {
      hint: `nothing could be written to ${directory}; the lines above say why`,
    });
  }
}

/** What memcached ends with for the same reasons: it cannot listen, what it was given makes no sense, a certificate is of no use. */
const EXIT_OF_START: Partial<Record<ErrorCode, MemcachedExit>> = {
  LISTEN: MEMCACHED_EXIT.osError,
  USAGE: MEMCACHED_EXIT.failure,
  REFUSED: MEMCACHED_EXIT.usage,
};

async function start(settings: ServerSettings, context: Context): Promise<RunningServer> {
  return await endAsMemcached(() => startServer(settings, (line) => say(context, line)));
}

async function endAsMemcached<Result>(action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof MemtoolError) || error instanceof MemcachedRefusal || error instanceof KeyFileError) {
      throw error;
    }
    const exitCode = EXIT_OF_START[error.code];
    throw exitCode === undefined ? error : new MemcachedRefusal(exitCode, error.message, error.hint, error.code);
  }
}

/** Resolves with the exit code of a normal end when a signal or a client tells the server to stop. */
function listenForTheEnd(
  server: RunningServer,
  context: Context,
): { readonly requested: Promise<number>; readonly dispose: () => void } {
  let disposers: readonly (() => void)[] = [];
  const requested = new Promise<number>((resolve) => {
    const normally = (): void => {
      if (server.verbosity > 0) {
        say(context, "Exiting normally");
      }
      resolve(EXIT.ok);
    };
    const gracefully = (): void => {
      say(context, "Gracefully stopping");
      resolve(EXIT.ok);
    };
    disposers = [
      context.onInterrupt(normally),
      context.onSignal("SIGUSR1", gracefully),
      context.onSignal("SIGHUP", () => server.reload()),
    ];
    void server.shutdownRequested.then((mode) => (mode === "graceful" ? gracefully() : normally()));
  });
  return {
    requested,
    dispose: () => {
      for (const dispose of disposers) {
        dispose();
      }
    },
  };
}

/** Whoever asked for a ready file waits for it, so that one has to be written; without the others a server is of use as well. */
function writeFiles(
  server: RunningServer,
  addresses: readonly string[],
  options: ServeOptions,
  context: Context,
): void {
  if (options.pidFile !== undefined) {
    sayIfAny(writePidFile(options.pidFile, process.pid), context);
  }
  const portFile = context.env["MEMCACHED_PORT_FILENAME"] ?? "";
  if (portFile !== "") {
    const { workingDirectory } = options;
    const path = workingDirectory === undefined ? portFile : resolve(workingDirectory, portFile);
    sayIfAny(writePortFile(path, server.addresses, server.udpAddresses), context);
  }
  if (options.readyFile !== undefined) {
    writeReadyFile(options.readyFile, server.http === undefined ? addresses : [...addresses, server.http.url]);
  }
}

function sayIfAny(warning: string | undefined, context: Context): void {
  if (warning !== undefined) {
    say(context, warning);
  }
}

/** Data goes to stdout; what the server says about itself does not. */
function say(context: Context, line: string): void {
  context.stderr.write(`${line}\n`);
}

function stopLine(summary: ServerSummary): string {
  const { connections, gets, hits, sets, uptimeMs } = summary;
  const hitRate = gets === 0 ? "" : ` (${formatRatio(hits / gets)} hits)`;
  return (
    `memtool serve: stopped after ${formatDurationMs(uptimeMs)}; connections: ${formatCount(connections)}, ` +
    `gets: ${formatCount(gets)}${hitRate}, sets: ${formatCount(sets)}`
  );
}
