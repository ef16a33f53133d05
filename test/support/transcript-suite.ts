/** The conformance suite: every transcript of test/conformance/transcripts as tests of one server configuration. */

import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { TestServerOptions } from "./memcached.ts";
import type { Requirement } from "./requirement.ts";
import type { ServerProcess } from "./server-process.ts";
import { parseDifferences, parseTranscript, type Transcript } from "./transcript.ts";
import { runCase, type Subject } from "./transcript-runner.ts";

/** The sources' folder; this file runs from dist/test/support. */
const conformanceFolder = fileURLToPath(new URL("../../../test/conformance/", import.meta.url));

/** A server the suite runs on. */
export interface SuiteConfiguration {
  readonly name: string;
  readonly dialect: Subject["dialect"];
  readonly start: (options: TestServerOptions) => Promise<ServerProcess>;
  readonly transport: "tcp" | "unix";
  readonly args: readonly string[];
  readonly requirement: Requirement;
  readonly stopSignal: "SIGTERM" | "SIGKILL";
}

/** Reads every transcript, in the order of their names. */
export function readTranscripts(): Transcript[] {
  const folder = `${conformanceFolder}transcripts/`;
  return readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .sort()
    .map((name) => parseTranscript(name, readFileSync(folder + name, "utf8")));
}

/** Reads why memcached 1.6.18 differs, by the names that transcripts use. */
export function readDifferences(): Map<string, string> {
  return parseDifferences(readFileSync(`${conformanceFolder}differences.txt`, "utf8"));
}

/** Registers one suite of tests: a server for each set of arguments that transcripts ask for, a test for each case. */
export function describeConformance(configuration: SuiteConfiguration): void {
  const transcripts = readTranscripts();
  const groups = new Map<string, Transcript[]>();
  for (const one of transcripts) {
    const args = one.args.join(" ");
    groups.set(args, [...(groups.get(args) ?? []), one]);
  }
  describe(`transcripts on ${configuration.name}`, configuration.requirement, () => {
    for (const [args, group] of groups) describeGroup(configuration, args, group);
  });
}

function describeGroup(configuration: SuiteConfiguration, args: string, transcripts: readonly Transcript[]): void {
  describe(args === "" ? "with default arguments" : `with ${args}`, () => {
    let server: ServerProcess | undefined;
    before(async () => {
      const { transport, args: ownArgs } = configuration;
      server = await configuration.start({ transport, args: [...ownArgs, ...(transcripts[0]?.args ?? [])] });
    });
    after(async () => {
      await server?.stop(configuration.stopSignal);
    });
    for (const transcript of transcripts) {
      for (const one of transcript.cases) {
        test(`${transcript.name}: ${one.title}`, async () => {
          if (server === undefined) throw new Error("the server did not start");
          await runCase({ target: server.target, dialect: configuration.dialect }, transcript, one);
        });
      }
    }
  });
}
