/** net/connect.ts: connections over tcp and unix sockets, and the sentence for every way to fail. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { connectTo } from "../../../src/net/connect.ts";
import { startScriptedServer } from "../../support/scripted-server.ts";

test("connects over a unix socket, and says what is wrong with a path", async () => {
  const folder = mkdtempSync(join(tmpdir(), "connect-"));
  const path = join(folder, "s.sock");
  const server = createServer((socket) => socket.end("hi")).listen(path);
  await once(server, "listening");
  const socket = await connectTo({ kind: "unix", path }, { timeoutMs: 5000 });
  const [data] = await once(socket, "data");
  assert.equal(String(data), "hi");
  socket.destroy();
  server.close();
  await once(server, "close");
  writeFileSync(join(folder, "file"), "");
  await assert.rejects(connectTo({ kind: "unix", path: join(folder, "none") }, { timeoutMs: 5000 }), {
    code: "CONNECT",
    message: /ENOENT/,
    hint: /no such socket/,
  });
  await assert.rejects(connectTo({ kind: "unix", path: join(folder, "file") }, { timeoutMs: 5000 }), {
    code: "CONNECT",
  });
  rmSync(folder, { recursive: true });
});

test("an attempt can be given up before and while it is made", async () => {
  const server = await startScriptedServer(() => {});
  const abort = new AbortController();
  const attempt = connectTo(server.address, { timeoutMs: 60_000, signal: abort.signal });
  abort.abort(new Error("no longer wanted"));
  await assert.rejects(attempt, { code: "CONNECT", message: /no longer wanted/ });
  await assert.rejects(connectTo(server.address, { timeoutMs: 60_000, signal: abort.signal }), /no longer wanted/);
  await server.close();
});

test("the time allowed is kept, even if the connection would be there the moment after", async () => {
  const server = await startScriptedServer(() => {});
  const attempt = connectTo(server.address, { timeoutMs: 1 });
  // The event loop looks at timers before it looks at sockets: keep it busy until the timer is due.
  const start = performance.now();
  while (performance.now() - start < 5) {}
  await assert.rejects(attempt, { code: "CONNECT", message: /within 1 ms/, hint: /firewalls/ });
  await server.close();
});
