/** `stats conns` of a running server: its names, listeners, the asker, and clients in the middle of something. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LineConnection } from "../support/line-connection.ts";
import { startMemtool } from "../support/memtool-server.ts";
import type { ServerProcess } from "../support/server-process.ts";

/** What is told of each descriptor, by name, in the order it is told. */
async function conns(connection: LineConnection): Promise<Map<string, Map<string, string>>> {
  const rows = new Map<string, Map<string, string>>();
  for (const line of (await connection.ask("stats conns", "END")).slice(0, -1)) {
    const [, descriptor = "", name = "", value = ""] = /^STAT (\d+):(\S+) (.*)$/.exec(line) ?? [];
    rows.set(descriptor, (rows.get(descriptor) ?? new Map()).set(name, value));
  }
  return rows;
}

async function withServer(transport: "tcp" | "unix", use: (server: ServerProcess) => Promise<void>): Promise<void> {
  const server = await startMemtool({ args: ["-t", "2"], transport });
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

test("names and states over tcp: the listener, the asker, a client in the middle of a value, a watcher", async () => {
  await withServer("tcp", async (server) => {
    const asker = await LineConnection.open(server);
    const storing = await LineConnection.open(server);
    await storing.ask("mn\r\nset a 0 0 100", "MN");
    const watcher = await LineConnection.open(server);
    await watcher.ask("watch", "OK");
    let rows = await conns(asker);
    const stateOf = ({ socket }: LineConnection): string | undefined =>
      [...rows.values()].find((row) => row.get("addr") === `tcp:127.0.0.1:${socket.localPort}`)?.get("state");
    while (stateOf(storing) !== "conn_nread" || stateOf(watcher) !== "conn_watch") {
      rows = await conns(asker);
    }
    assert.equal(stateOf(asker), "conn_parse_cmd");
    const port = (server.target as { port: number }).port;
    const [listener, ...clients] = [...rows.values()].sort((a, b) => a.size - b.size);
    assert.deepEqual([...(listener as Map<string, string>).keys()], ["addr", "state", "secs_since_last_cmd"]);
    assert.equal(listener?.get("addr"), `tcp:127.0.0.1:${port}`);
    assert.equal(listener?.get("state"), "conn_listening");
    for (const client of clients) {
      assert.deepEqual([...client.keys()], ["addr", "listen_addr", "state", "secs_since_last_cmd"]);
      assert.equal(client.get("listen_addr"), `tcp:127.0.0.1:${port}`);
    }
    for (const connection of [asker, storing, watcher]) {
      connection.close();
    }
  });
});

test("a unix socket's client has no address", async () => {
  await withServer("unix", async (server) => {
    const asker = await LineConnection.open(server);
    const path = `unix:${(server.target as { path: string }).path}`;
    const rows = [...(await conns(asker)).values()];
    assert.equal(rows.find((row) => row.get("state") === "conn_listening")?.get("addr"), path);
    const client = rows.find((row) => row.get("state") === "conn_parse_cmd");
    assert.equal(client?.get("addr"), "?:<AF 0>");
    assert.equal(client?.get("listen_addr"), path);
    asker.close();
  });
});
