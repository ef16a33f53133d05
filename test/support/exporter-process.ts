/** `memtool exporter` as a user runs it, on a free port, for tests that scrape it. */
import { once } from "node:events";
import type { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { spawnCli } from "./run-cli.ts";

/** A running exporter. */
export interface ExporterProcess {
  readonly url: string;
  /** Everything on stderr so far. */
  readonly stderr: () => string;
  /** Scrapes a path; fails for a status other than 200. */
  readonly scrape: (path: string) => Promise<string>;
  /** Ends it with a signal. @returns the exit code */
  readonly stop: (signal?: "SIGINT" | "SIGTERM") => Promise<number | null>;
}

/** Starts `memtool exporter --listen 127.0.0.1:0 args...` and waits until it listens. */
export async function startExporterProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ExporterProcess> {
  const child = spawnCli(["exporter", "--listen", "127.0.0.1:0", "--timeout", "10s", ...args], env);
  let stderr = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      const found = /listening on (http:\S+)\/metrics for .*\n/.exec(stderr)?.[1];
      if (found !== undefined) {
        resolve(found);
      }
    });
    child.once("exit", (code) => reject(new Error(`memtool exporter ended with ${code}: ${stderr}`)));
  });
  // A test that fails before it stops the exporter must not wait for it for ever.
  child.unref();
  for (const pipe of [child.stdin, child.stdout, child.stderr]) {
    (pipe as Readable | Writable as Socket).unref();
  }
  return {
    url,
    stderr: () => stderr,
    scrape: async (path) => {
      const response = await fetch(url + path);
      const text = await response.text();
      if (response.status !== 200) {
        throw new Error(`${path}: ${response.status} ${text}`);
      }
      return text;
    },
    stop: async (signal = "SIGTERM") => {
      const ended = once(child, "exit") as Promise<[number | null]>;
      child.ref();
      child.kill(signal);
      return (await ended)[0];
    },
  };
}
