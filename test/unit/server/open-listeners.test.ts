/** The listeners of a server: which, in which order, and what becomes of them when one cannot be opened. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type BoundListener, closeAll, openListeners, passedOver } from "../../../src/server/open-listeners.ts";
import { DEFAULT_SETTINGS, type ListenInterface, type ServerSettings } from "../../../src/server/settings.ts";

async function open(settings: Partial<ServerSettings>) {
  const opened: BoundListener[] = [];
  const sentences: string[] = [];
  const listeners = await openListeners(
    { ...DEFAULT_SETTINGS, port: 0, ...settings },
    {
      onConnection: (socket, _target, { protocol }) => socket.end(protocol),
      onOpened: (listener) => opened.push(listener),
      onPassedOver: (sentence) => sentences.push(sentence),
    },
  );
  assert.deepEqual(opened, listeners);
  return { listeners, sentences };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

const LOCAL: ListenInterface = { host: "127.0.0.1", port: undefined };

test("each interface in its order, with its own protocol and port, unless that is off", async () => {
  const listen = [LOCAL, { ...LOCAL, protocol: "binary" } as const, { ...LOCAL, port: 0, tls: "mtls" } as const];
  const { listeners, sentences } = await open({ listen });
  assert.deepEqual(
    listeners.map(({ origin }) => `${origin.transport} ${origin.protocol} ${origin.tls}`),
    ["tcp auto notls", "tcp binary notls", "tcp auto notls"],
  );
  assert.deepEqual(sentences, []);
  const said = await new Promise((resolve) =>
    connect(listeners[1]?.port ?? 0, "127.0.0.1").once("data", (data) => resolve(String(data))),
  );
  assert.equal(said, "binary");
  closeAll(listeners);
  const without = await open({ listen, port: undefined });
  assert.equal(without.listeners.length, 1);
  closeAll(without.listeners);
});

test("a name is opened on each of its addresses", async () => {
  const { listeners } = await open({ listen: [{ host: "localhost", port: undefined }] });
  const hosts = listeners.map(({ target }) => (target.kind === "tcp" ? target.host : ""));
  assert.ok(hosts.length > 0 && hosts.every((host) => host === "127.0.0.1" || host === "::1"), hosts.join());
  closeAll(listeners);
});

test("an interface none of whose addresses can be opened closes what was open", async () => {
  const occupant = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => occupant.once("listening", resolve));
  const { port: taken } = occupant.address() as { port: number };
  const free = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => free.once("listening", resolve));
  const { port } = free.address() as { port: number };
  await new Promise((resolve) => free.close(resolve));
  const listen = [
    { host: "127.0.0.1", port },
    { host: "127.0.0.1", port: taken },
  ];
  await assert.rejects(open({ listen }), { code: "LISTEN", message: /EADDRINUSE/ });
  assert.equal(await isOpen(port), false);
  occupant.close();
});

test("a unix socket is instead of all others", async () => {
  const folder = mkdtempSync(join(tmpdir(), "memtool-listeners-"));
  const path = join(folder, "socket");
  const { listeners } = await open({ unixSocket: path });
  assert.deepEqual(
    listeners.map(({ origin }) => origin),
    [{ transport: "unix", protocol: "auto", tls: "notls" }],
  );
  assert.ok(existsSync(path));
  closeAll(listeners);
  rmSync(folder, { recursive: true });
});

test("an address that was passed over is a sentence", () => {
  const sentence = passedOver("*", new Error("could not listen on :::5: address not available"));
  assert.equal(sentence, "WARNING: could not listen on :::5: address not available; other addresses of * are open");
});
