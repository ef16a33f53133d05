/** Listening on TCP and unix sockets, and what goes wrong. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { listen, socketName } from "../../../src/net/listen.ts";

test("port 0 takes a free port; a second listener on it is refused with a hint", async () => {
  const target = { kind: "tcp", host: "127.0.0.1", port: 0, backlog: 16 } as const;
  const listener = await listen(target, (socket) => socket.destroy());
  assert.ok(listener.port > 0);
  assert.ok(listener.descriptor > 2);
  assert.equal(listener.name, `tcp:127.0.0.1:${listener.port}`);
  await assert.rejects(
    listen({ ...target, port: listener.port }, () => {}),
    (error) => error instanceof MemtoolError && error.code === "LISTEN" && error.hint?.includes("--port 0") === true,
  );
  listener.close();
  await new Promise<void>((resolve) => {
    connect(listener.port, "127.0.0.1").once("error", () => resolve());
  });
});

test("a unix socket gets its mode, a stale one is replaced, another file is left alone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "memtool-"));
  const path = join(folder, "socket");
  const target = { kind: "unix", path, mode: 0o750, backlog: 16 } as const;
  const listener = await listen(target, (socket) => socket.end("hello"));
  assert.equal(statSync(path).mode & 0o777, 0o750);
  assert.equal(listener.port, 0);
  assert.equal(listener.name, `unix:${path}`);
  const greeting = await new Promise((resolve) => connect(path).once("data", (data) => resolve(String(data))));
  assert.equal(greeting, "hello");
  // Another one takes the first one's place, whose end must not take the file away.
  const successor = await listen(target, (socket) => socket.end("hello again"));
  listener.close();
  const second = await new Promise((resolve) => connect(path).once("data", (data) => resolve(String(data))));
  assert.equal(second, "hello again");
  successor.close();
  assert.deepEqual(readdirSync(folder), ["socket"]);
  const file = join(folder, "file");
  writeFileSync(file, "keep");
  await assert.rejects(
    listen({ ...target, path: file }, () => {}),
    { code: "LISTEN", hint: /something that is no socket stands there/ },
  );
  await assert.rejects(
    listen({ ...target, path: join(folder, "none", "socket") }, () => {}),
    { code: "LISTEN", hint: /its directory has to exist/ },
  );
  assert.equal(statSync(file).size, 4);
  rmSync(folder, { recursive: true });
});

test("names of addresses", () => {
  assert.equal(socketName("1.2.3.4", 5), "tcp:1.2.3.4:5");
  assert.equal(socketName("::1", 5), "tcp6:[::1]:5");
});
