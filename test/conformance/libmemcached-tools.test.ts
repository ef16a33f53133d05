/** The command-line tools of libmemcached on `memtool serve` and on the real memcached: the same output and exit codes. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import {
  LOAD_ARGUMENTS,
  makeToolFiles,
  needsTools,
  runTool,
  TOOL_STEPS,
  type ToolMode,
  type ToolStep,
  VERIFIED_LOAD,
} from "../support/libmemcached-tools.ts";
import { needsMemcached, startMemcached, type TestServerOptions } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import type { Requirement } from "../support/requirement.ts";
import { needsSaslPlain, Saslauthd } from "../support/saslauthd.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";

const USER = "ann";
const PASSWORD = "pass:word";
const LOGIN = ["--username", USER, "--password"] as const;

const DUMP_TIMEOUT_MS = 10_000;

/** Tools that ask for the binary protocol by themselves when there is a login, and know no option for it. */
const WITHOUT_BINARY_OPTION: readonly string[] = ["memcping", "memcdump"];

interface Subject {
  readonly name: string;
  readonly requirement: Requirement;
  readonly start: (options: TestServerOptions) => Promise<ServerProcess>;
  /** What makes the server take the user over SASL. */
  readonly saslOptions: () => Promise<TestServerOptions>;
}

const folder = makeToolFiles();

function modeArguments(tool: string, mode: ToolMode): string[] {
  const binary = mode === "text" || WITHOUT_BINARY_OPTION.includes(tool) ? [] : ["--binary"];
  return mode === "SASL" ? [...binary, ...LOGIN, PASSWORD] : binary;
}

function checkOutput(output: string, expected: string | readonly RegExp[]): void {
  if (typeof expected === "string") assert.ok(output === expected, `printed ${JSON.stringify(output.slice(0, 2000))}`);
  else for (const part of expected) assert.match(output, part);
}

async function checkStep(step: ToolStep, mode: ToolMode, server: ServerProcess): Promise<void> {
  const args = ["--servers", addressOf(server), ...modeArguments(step.tool, mode), ...step.args];
  const { exitCode, stdout, stderr } = await runTool(step.tool, args, folder);
  const title = `${step.tool} ${step.args.join(" ")}: exit code ${exitCode}, ${stderr}`;
  assert.equal(exitCode, step.exitCode, title);
  checkOutput(stdout, step.stdout ?? "");
  checkOutput(stderr, step.stderr ?? "");
}

/**
 * memcdump asks for cachedump, which shows an item once the maintainer, within a second or so, has moved it to the COLD queue, and shows what was
 * flushed until it is reclaimed.
 */
async function checkDump(address: string): Promise<void> {
  const keys = ["bytes", "empty", "large"];
  const servers = ["--servers", address];
  assert.equal((await runTool("memcflush", servers, folder)).exitCode, 0);
  assert.equal((await runTool("memccp", [...servers, ...keys], folder)).exitCode, 0);
  const deadline = Date.now() + DUMP_TIMEOUT_MS;
  for (;;) {
    const { exitCode, stdout } = await runTool("memcdump", servers, folder);
    assert.equal(exitCode, 0);
    const listed = stdout.trim().split("\n").sort();
    if (isDeepStrictEqual(listed, keys) || Date.now() > deadline) {
      assert.deepEqual(listed, keys);
      return;
    }
  }
}

function describeTools(subject: Subject, mode: ToolMode, transport: "tcp" | "unix"): void {
  describe(`${mode} over ${transport}`, mode === "SASL" ? needsSaslPlain() : { skip: false }, () => {
    let server: ServerProcess | undefined;
    before(async () => {
      const sasl = mode === "SASL" ? await subject.saslOptions() : {};
      const args = ["-t", "2", "-m", "64", ...(sasl.args ?? [])];
      server = await subject.start({ ...sasl, args, transport, speaks: mode === "SASL" ? "binary" : "text" });
    });
    after(async () => {
      await server?.stop("SIGKILL");
    });

    test("store, read, change, list, remove, load", async () => {
      assert.ok(server !== undefined);
      for (const step of TOOL_STEPS) {
        if (step.modes === undefined || step.modes.includes(mode)) await checkStep(step, mode, server);
      }
    });

    if (mode === "text") {
      test("memcdump lists every key", async () => {
        assert.ok(server !== undefined);
        await checkDump(addressOf(server));
      });
    }

    if (transport === "tcp" && mode !== "SASL") {
      test("memcaslap reads what it wrote", async () => {
        assert.ok(server !== undefined);
        const protocol = mode === "binary" ? ["--binary"] : [];
        const args = [`--servers=${addressOf(server)}`, ...protocol, ...LOAD_ARGUMENTS];
        const { exitCode, stdout } = await runTool("memcaslap", args, folder);
        assert.equal(exitCode, 0);
        checkOutput(stdout, VERIFIED_LOAD);
      });
    }

    if (mode === "SASL") {
      test("a wrong password opens nothing", async () => {
        assert.ok(server !== undefined);
        for (const [tool, ...args] of [["memcping"], ["memccp", "--binary", "words"], ["memcflush", "--binary"]]) {
          const all = ["--servers", addressOf(server), ...LOGIN, `${PASSWORD}s`, ...args];
          const { exitCode, stderr } = await runTool(tool as string, all, folder);
          assert.equal(exitCode, 1, tool);
          assert.match(stderr, /AUTHENTICATION FAILURE/, tool);
        }
      });
    }
  });
}

function describeSubject(subject: Subject): void {
  describe(`libmemcached's tools on ${subject.name}`, { ...needsTools(), ...subject.requirement }, () => {
    for (const [mode, transport] of [
      ["text", "tcp"],
      ["binary", "tcp"],
      ["SASL", "tcp"],
      ["text", "unix"],
      ["binary", "unix"],
    ] as const) {
      describeTools(subject, mode, transport);
    }
  });
}

describeSubject({
  name: "memtool serve",
  requirement: { skip: false },
  start: startMemtool,
  saslOptions: async () => {
    const userFile = join(folder, "users");
    writeFileSync(userFile, `${USER}:${PASSWORD}\n`);
    return { args: ["-S", "--user-file", userFile] };
  },
});

let daemon: Saslauthd | undefined;
after(() => daemon?.stop());

describeSubject({
  name: "the real memcached",
  requirement: needsMemcached(),
  start: startMemcached,
  saslOptions: async () => {
    daemon = await Saslauthd.start(USER, PASSWORD);
    return { args: ["-S"], env: daemon.env };
  },
});
