/**
 * -d: runs the server again, detached from the terminal in a session of its own. Node cannot fork, so the command line is
 * started once more, with a word in the environment that says it is the daemon by now.
 */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import type { ServerSettings } from "../../server/settings.ts";
import type { Context } from "../context.ts";
import type { ServeOptions } from "./options.ts";

const MARK = "MEMTOOL_IS_DAEMON";

/** Whether this process is the one that -d has started. */
export function isDaemon(env: Context["env"]): boolean {
  return env[MARK] === "1";
}

/**
 * Starts the daemon and leaves it to itself.
 * @param argv the words behind `memtool serve`
 * @param isVerbose keeps the streams, for the log of -v
 */
export function startDaemon(argv: readonly string[], context: Context, isVerbose: boolean): void {
  const [, program = ""] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, program, "serve", ...argv], {
    detached: true,
    stdio: isVerbose ? "inherit" : "ignore",
    env: { ...context.env, [MARK]: "1" },
  });
  child.unref();
}

/**
 * Moves the daemon to its working directory, or without one to the root directory, so that it keeps no file system busy, unless -r keeps
 * it where it is. Files that were
 * named from where it was started go by their whole paths from now on: the launcher has just found them there.
 */
export function leaveDirectory(options: ServeOptions): ServeOptions {
  if (options.keepDirectory) {
    return options;
  }
  const settled = { ...options, ...wholePaths(options), settings: wholeSettingPaths(options.settings) };
  process.chdir(options.workingDirectory ?? "/");
  return settled;
}

function whole(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path);
}

function wholePaths({ pidFile, readyFile }: ServeOptions): Pick<ServeOptions, "pidFile" | "readyFile"> {
  return { pidFile: whole(pidFile), readyFile: whole(readyFile) };
}

function wholeSettingPaths(settings: ServerSettings): ServerSettings {
  const { unixSocket, authFile, userFile, tls } = settings;
  return {
    ...settings,
    unixSocket: whole(unixSocket),
    authFile: whole(authFile),
    userFile: whole(userFile),
    tls:
      tls === undefined
        ? undefined
        : { ...tls, chainCert: resolve(tls.chainCert), key: resolve(tls.key), caCert: whole(tls.caCert) },
  };
}
