/** watch on a server of several threads: watchers on all of them, events from all of them, and one who does not read. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LineConnection } from "../support/line-connection.ts";
import { startMemtool } from "../support/memtool-server.ts";
import type { ServerProcess } from "../support/server-process.ts";

const THREADS = 3;

let server: ServerProcess;
before(async () => {
  server = await startMemtool({ args: ["-t", String(THREADS), "-m", "64", "-o", "watcher_logbuf_size=16"] });
});
after(async () => {
  await server.stop();
});

async function watch(types: string): Promise<LineConnection> {
  const watcher = await LineConnection.open(server);
  watcher.send(`watch ${types}\r\n`);
  assert.equal(await watcher.line(), "OK");
  return watcher;
}

async function statOf(connection: LineConnection, name: string): Promise<number> {
  const lines = await connection.ask("stats", "END");
  return Number(lines.find((line) => line.startsWith(`STAT ${name} `))?.split(" ")[2]);
}

test("watchers of all threads see what connections of all threads do, by the descriptor that stats conns tells", async () => {
  const watchers = await Promise.all(Array.from({ length: THREADS + 1 }, () => watch("fetchers connevents")));
  const clients: LineConnection[] = [];
  for (let index = 0; index < THREADS * 2; index++) {
    const client = await LineConnection.open(server);
    clients.push(client);
    await client.ask(`get key${index}`, "END");
  }
  const conns = await (clients[0] as LineConnection).ask("stats conns", "END");
  assert.equal(conns.filter((line) => line.endsWith(":state conn_watch")).length, watchers.length);
  const ports = clients.map(({ socket }) => socket.localPort);
  const descriptors = ports.map((port) => {
    const line = conns.find((one) => one.endsWith(`:addr tcp:127.0.0.1:${port}`));
    return /^STAT (\d+):addr/.exec(line ?? "")?.[1];
  });
  for (const watcher of watchers) {
    const wanted = new Set(
      descriptors.map((descriptor, index) => `key=key${index} status=not_found clsid=0 cfd=${descriptor} size=0`),
    );
    while (wanted.size > 0) {
      const line = await watcher.line();
      wanted.delete(line.replace(/^.* type=item_get /, ""));
    }
  }
  const [watcher] = watchers as [LineConnection];
  for (const [index, client] of clients.entries()) {
    client.send(index % 2 === 0 ? "quit\r\n" : "no-such-command HTTP/1.0\r\n");
    const reason = index % 2 === 0 ? "normal" : "error";
    const [line] = (await watcher.until((one) => one.includes("type=conn_close"))).slice(-1);
    assert.match(
      line as string,
      new RegExp(`rip=127.0.0.1 rport=${ports[index]} transport=tcp reason=${reason} cfd=${descriptors[index]}$`),
    );
  }
  for (const one of watchers) {
    one.close();
  }
});

test("a watcher that does not read is skipped and told so; nobody else waits for it, and it costs no more than its buffers", async () => {
  const watcher = await watch("fetchers");
  watcher.socket.pause();
  const client = await LineConnection.open(server);
  const before = server.residentBytes;
  const request = `get ${Array.from({ length: 100 }, (_, index) => `${"k".repeat(200)}${index}`).join(" ")}\r\n`;
  let rounds = 0;
  while ((await statOf(client, "log_watcher_skipped")) === 0) {
    client.send(request.repeat(20));
    for (let replies = 0; replies < 20; replies++) {
      await client.until((line) => line === "END");
    }
    rounds++;
    assert.ok(rounds < 2000, "lines are skipped in the end");
  }
  assert.ok(server.residentBytes - before < 64 * 1024 * 1024);
  watcher.socket.resume();
  // The number comes with the next line that finds room.
  let isTold = false;
  const told = watcher
    .until((line) => line.startsWith("skipped="))
    .finally(() => {
      isTold = true;
    });
  while (!isTold) {
    await client.ask("get after", "END");
  }
  const lines = await told;
  assert.match(lines.at(-1) as string, /^skipped=\d+$/);
  assert.ok(lines.slice(0, -1).every((line) => line.includes(" type=item_get key=")));
  watcher.close();
  client.close();
});

test("when nobody watches any more nothing is written", async () => {
  const watcher = await watch("fetchers");
  const client = await LineConnection.open(server);
  await client.ask("get a", "END");
  await watcher.until((line) => line.includes("key=a "));
  watcher.close();
  while ((await statOf(client, "log_watchers")) > 0) {
    // The server has yet to see that it is gone.
  }
  const written = await statOf(client, "log_worker_written");
  assert.ok(written > 0);
  await client.ask("get a b c", "END");
  assert.equal(await statOf(client, "log_worker_written"), written);
  client.close();
});

test("shutdown: watchers see who ended the server before it ends", async () => {
  const ending = await startMemtool({ args: ["-t", "2", "-A"] });
  after(() => ending.stop("SIGKILL"));
  const watcher = await LineConnection.open(ending);
  await watcher.ask("watch connevents", "OK");
  const client = await LineConnection.open(ending);
  const port = client.socket.localPort;
  client.send("shutdown\r\n");
  const [line] = (await watcher.until((one) => one.includes(`type=conn_close rip=127.0.0.1 rport=${port} `))).slice(-1);
  assert.match(line as string, / transport=tcp reason=shutdown cfd=\d+$/);
  assert.equal(await ending.stop(), "ended with exit code 0");
});

test("the end of a connection is told of itself, though its descriptor is another's by then", async () => {
  const busy = await startMemtool({ args: ["-t", "2"] });
  after(() => busy.stop("SIGKILL"));
  const watcher = await LineConnection.open(busy);
  await watcher.ask("watch connevents", "OK");
  const ports = new Set<number | undefined>();
  for (let round = 0; round < 20; round++) {
    // They end and begin at once, so that descriptors change hands.
    const batch = await Promise.all(Array.from({ length: 10 }, () => LineConnection.open(busy)));
    for (const client of batch) {
      ports.add(client.socket.localPort);
      client.send("quit\r\n");
    }
  }
  const opened = new Set<number>();
  const closed = new Set<number>();
  const portOf = (line: string): number => Number(/ rport=(\d+) /.exec(line)?.[1]);
  while (closed.size < ports.size) {
    const line = await watcher.line();
    if (ports.has(portOf(line))) {
      const isOpened = line.includes("type=conn_new");
      const before = isOpened ? opened : closed;
      assert.ok(!before.has(portOf(line)), `told twice: ${line}`);
      before.add(portOf(line));
    }
  }
  assert.deepEqual(closed, ports);
  watcher.close();
});
