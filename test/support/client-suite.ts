/** Real memcached clients against a server: every operation, and 10,000 values back byte for byte. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { runNpmMemcached } from "./npm-memcached-client.ts";
import { type ClientReport, needsPythonModule, runClient } from "./python.ts";
import type { Requirement } from "./requirement.ts";
import type { ServerProcess } from "./server-process.ts";

const KEY_COUNT = 10_000;

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

    for (const module of ["pymemcache", "pylibmc"]) {
      test(`Python ${module}`, needsPythonModule(module), async () => {
        const { host, port } = address();
        checkReport(await runClient(`${module}_client.py`, [host, String(port), String(KEY_COUNT)]));
      });
    }

    test("npm memcached", async () => {
      const { host, port } = address();
      checkReport(await runNpmMemcached(`${host}:${port}`, KEY_COUNT));
    });
  });
}

function checkReport(report: ClientReport): void {
  const failed = Object.entries(report.checks).filter(([, isFine]) => !isFine);
  assert.deepEqual(failed, [], "checks that failed");
  assert.ok(Object.keys(report.checks).length >= 18, "the client checked too little");
  assert.equal(report.keys, KEY_COUNT);
  assert.ok(report.bytes > 10_000_000, `only ${report.bytes} bytes were read`);
}
