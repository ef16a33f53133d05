/** Servers that did not answer: what is said about them, and the exit code they lead to. */
import { MemtoolError } from "../../base/errors.ts";
import type { ServerSilence, ServerState } from "../../monitor/reading.ts";
import type { Context } from "../context.ts";
import { exitCodeOf, worstOf } from "../exit-codes.ts";
import { describeFailure, failureText } from "../failure.ts";
import { suggest } from "../suggest.ts";
import { VIEW_NAMES } from "./views.ts";

/** The error with what can be done; a name that nobody can resolve may be a view with a slip in it. @param words the servers as typed */
export function explained({ address, error }: ServerSilence, words: readonly string[]): MemtoolError {
  const word = words.find((candidate) => address === `${candidate}:11211`);
  const view = word === undefined ? undefined : suggest(word, VIEW_NAMES);
  if (view !== undefined && error.code === "CONNECT") {
    const hint = `did you mean the view ${view}? a server is named host:port`;
    return new MemtoolError(error.code, error.message, { cause: error.cause, hint });
  }
  if (error.hint !== undefined || error.code !== "CONNECT") {
    return error;
  }
  const hint = "start a server with `memtool serve`, or name one: memtool stats host:port";
  return new MemtoolError(error.code, error.message, { cause: error.cause, hint });
}

/** The servers of a round that did not answer. */
export function silentOf(servers: readonly ServerState[]): ServerSilence[] {
  return servers.filter((server) => !server.up);
}

/** Names each on stderr. */
export function reportSilent(silent: readonly ServerSilence[], words: readonly string[], { stderr }: Context): void {
  for (const server of silent) {
    stderr.write(failureText(describeFailure(explained(server, words)), "stats"));
  }
}

/** The worst of the failures. */
export function exitCodeFor(silent: readonly ServerSilence[]): number {
  return worstOf(silent.map(({ error }) => exitCodeOf(error.code)));
}
