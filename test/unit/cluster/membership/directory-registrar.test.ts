/** cluster/membership/directory-registrar.ts: requests and outcomes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DirectoryRegistrar } from "../../../../src/cluster/membership/directory-registrar.ts";
import { startScriptedServer } from "../../../support/scripted-server.ts";

const NODE = { name: "a", host: "h", ip: "", port: 1, weight: 2, version: "1.6.45" };
const REGISTRATION = { name: "a", describe: async () => NODE, instance: "0123456789abcdef", leaseMs: 10_000 };

test("each request is a line, each answer an outcome", async () => {
  const lines: string[] = [];
  const answers = ["OK 7", "NOT_FOUND 7", "EXISTS 7 a h 2", "EXISTS 7 h:2 h 2", "SERVER_ERROR full", "OK 8", "ERROR"];
  const server = await startScriptedServer((socket) => {
    socket.on("data", (chunk: Buffer) => {
      lines.push(chunk.toString("latin1").trimEnd());
      socket.write(`${answers.shift()}\r\n`);
    });
  });
  const registrar = new DirectoryRegistrar(server.address, REGISTRATION, { timeoutMs: 5000 });
  assert.match(registrar.name, /^the directory 127\.0\.0\.1:\d+$/);
  assert.deepEqual(await registrar.join(false), { kind: "registered", version: 7 });
  assert.deepEqual(await registrar.renew(), { kind: "lost" });
  assert.deepEqual(await registrar.join(true), { kind: "taken", by: "a (h:2)" });
  assert.deepEqual(await registrar.join(true), { kind: "taken", by: "h:2" });
  assert.deepEqual(await registrar.renew(), { kind: "refused", reason: "SERVER_ERROR full" });
  await registrar.leave();
  await assert.rejects(registrar.renew(), { code: "PROTOCOL", message: /answers "ERROR": is it one/ });
  assert.deepEqual(lines.slice(0, 3), [
    "config join a 0123456789abcdef h - 1 2 1.6.45 10000",
    "config renew a 0123456789abcdef",
    "config join a 0123456789abcdef h - 1 2 1.6.45 10000 again",
  ]);
  assert.equal(lines[5], "config leave a 0123456789abcdef");
  registrar.destroy();
  await server.close();
});
