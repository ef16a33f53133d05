/** Real memcached clients against a server: every operation, and 10,000 values back byte for byte. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { runNpmMemcached } from "./npm-memcached-client.ts";
import { runNpmMemjs } from "./npm-memjs-client.ts";
import { type ClientReport, needsPythonModule, runClient } from "./python.ts";
import type { Requirement } from "./requirement.ts";
import type { ServerProcess } from "./server-process.ts";

/** Keys of the multiget. */
export const CLIENT_KEYS = 10_000;

/** Registers the tests of all clients on servers that `start` starts. */
export function describeClients(name: string, required: Requirement, start: () => Promise<ServerProcess>): void {
  describe(`real clients on ${name}`, required, () => {
    let server: ServerProcess | undefined;
    before(async () => {
      server = await start();
    });
    after(async () => {
      await server?.stop();
    });
    const address = (): { host: string; port: number } => {
      if (server === undefined || !("port" in server.target)) throw new Error("the server is not there");
      return server.target;
    };

    for (const [module, ...protocol] of [["pymemcache"], ["pylibmc", "text"], ["pylibmc", "binary"]] as const) {
      test(`Python ${[module, ...protocol].join(", ")}`, needsPythonModule(module), async () => {
        const { host, port } = address();
        checkReport(await runClient(`${module}_client.py`, [host, String(port), String(CLIENT_KEYS), ...protocol]));
      });
    }

    test("npm memjs", async () => {
      const { host, port } = address();
      checkReport(await runNpmMemjs(`${host}:${port}`, CLIENT_KEYS));
    });

    test("npm memcached", async () => {
      const { host, port } = address();
      checkReport(await runNpmMemcached(`${host}:${port}`, CLIENT_KEYS));
    });
  });
}

/** Registers the tests of clients that log in with SASL; `start` starts servers that know this user and no other. */
export function describeSaslClients(
  name: string,
  user: { readonly name: string; readonly password: string },
  start: () => Promise<ServerProcess>,
): void {
  describe(`clients that log in on ${name}`, () => {
    let server: ServerProcess | undefined;
    before(async () => {
      server = await start();
    });
    after(async () => {
      await server?.stop();
    });
    const address = (): readonly [string, number] => {
      if (server === undefined || !("port" in server.target)) throw new Error("the server is not there");
      return [server.target.host, server.target.port];
    };
    const pylibmc = (password: string) => {
      const [host, port] = address();
      return runClient("pylibmc_client.py", [host, String(port), String(CLIENT_KEYS), "binary", user.name, password]);
    };
    const memjs = (password: string) => runNpmMemjs(`${user.name}:${password}@${address().join(":")}`, CLIENT_KEYS);

    test("Python pylibmc", needsPythonModule("pylibmc"), async () => {
      checkReport(await pylibmc(user.password));
      await assert.rejects(pylibmc(`${user.password}x`), /AUTHENTICATION|auth/i);
    });

    test("npm memjs", async () => {
      checkReport(await memjs(user.password));
      await assert.rejects(memjs(`${user.password}x`), /authentication failed/);
    });
  });
}

/** Fails unless every check of a client went well and all values of its multiget came back. */
export function checkReport(report: ClientReport, keyCount = CLIENT_KEYS): void {
  const failed = Object.entries(report.checks).filter(([, isFine]) => !isFine);
  assert.deepEqual(failed, [], "checks that failed");
  assert.ok(Object.keys(report.checks).length >= 18, "the client checked too little");
  assert.equal(report.keys, keyCount);
  assert.ok(report.bytes > keyCount * 1000, `only ${report.bytes} bytes were read`);
}
