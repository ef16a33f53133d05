/** A server that answers datagrams: next to TCP, compared with the real memcached, and as another program sees it. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { after, describe, test } from "node:test";
import { promisify } from "node:util";
import { type RunningServer, startServer } from "../../src/server/server.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { findProgram, requirement } from "../support/requirement.ts";

const THREADS = 2;
const ANSWER_MS_MAX = 10_000;
const running = new Set<RunningServer>();
const clients = new Set<UdpClient>();
after(async () => {
  for (const client of clients) client.close();
  for (const server of running) await server.close();
});

/** Asks and gives back the datagrams of the answer, in any order, until as many have come as are told of. */
class UdpClient {
  readonly #socket: Socket = createSocket("udp4");
  readonly #port: number;
  #requestId = 0;

  constructor(port: number) {
    this.#port = port;
    clients.add(this);
  }

  /**
   * Sends requests, and `mn` behind them, whose answer tells that all others have been sent; loopback keeps the order.
   * @returns `sequence/total payload` for each datagram
   */
  async ask(requests: string): Promise<string[]> {
    const requestId = ++this.#requestId;
    const datagrams: string[] = [];
    const answered = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no end of ${JSON.stringify(datagrams)}`)), ANSWER_MS_MAX);
      const listener = (datagram: Buffer): void => {
        assert.ok(datagram.length <= 1400);
        assert.equal(datagram.readUInt16BE(6), 0);
        if (datagram.readUInt16BE(0) === requestId) {
          datagrams.push(`${datagram.readUInt16BE(2)}/${datagram.readUInt16BE(4)} ${datagram.toString("latin1", 8)}`);
        } else if (datagram.readUInt16BE(0) === 0xffff) {
          clearTimeout(timer);
          this.#socket.off("message", listener);
          resolve();
        }
      };
      this.#socket.on("message", listener);
    });
    this.#send(requestId, requests);
    this.#send(0xffff, "mn\r\n");
    await answered;
    return datagrams;
  }

  #send(requestId: number, requests: string): void {
    const header = Buffer.from([requestId >> 8, requestId & 0xff, 0, 0, 0, 1, 0, 0]);
    this.#socket.send(Buffer.concat([header, Buffer.from(requests, "latin1")]), this.#port, "127.0.0.1");
  }

  close(): void {
    this.#socket.close();
  }
}

async function start(): Promise<RunningServer> {
  const server = await startServer({ port: 0, udpPort: 0, threads: THREADS });
  running.add(server);
  return server;
}

function udpPortOf(server: RunningServer): number {
  return server.udpAddresses[0]?.port ?? 0;
}

test("datagrams and connections reach the same items", async () => {
  const server = await start();
  const client = new UdpClient(udpPortOf(server));
  assert.deepEqual(await client.ask("set a 0 0 5\r\nhello\r\n"), ["0/1 STORED\r\n"]);
  const socket = connect(server.port, "127.0.0.1");
  socket.write("get a\r\n");
  assert.equal(String((await once(socket, "data"))[0]), "VALUE a 0 5\r\nhello\r\nEND\r\n");
  socket.destroy();
});

test("stats tell of the socket: its port, its row among the connections, its bytes", async () => {
  const server = await start();
  const port = udpPortOf(server);
  const client = new UdpClient(port);
  assert.match((await client.ask("stats settings\r\n")).join(""), new RegExp(`STAT udpport ${port}\\r\\n`));
  const conns = (await client.ask("stats conns\r\n")).join("");
  assert.match(
    conns,
    new RegExp(`STAT (\\d+):UDP UDP\\r\\nSTAT \\1:addr udp:127\\.0\\.0\\.1:${port}\\r\\nSTAT \\1:state conn_`),
  );
  assert.ok(server.summary().bytesRead > 0 && server.summary().bytesWritten > 0);
});

test("an address that is taken keeps the server from starting", async () => {
  const server = await start();
  await assert.rejects(startServer({ port: 0, udpPort: udpPortOf(server), threads: 1 }), {
    code: "LISTEN",
    message: /could not listen on UDP 127\.0\.0\.1:/,
  });
});

test("where clients have to log in there is no UDP", async () => {
  await assert.rejects(startServer({ port: 0, udpPort: 0, authFile: "/nowhere" }), { code: "USAGE", message: /UDP/ });
});

test("both families, and none without -U", async () => {
  const listen = [
    { host: "127.0.0.1", port: undefined },
    { host: "::1", port: undefined },
  ];
  const both = await startServer({ port: 0, udpPort: 0, threads: 1, listen });
  running.add(both);
  assert.deepEqual(
    both.udpAddresses.map(({ host }) => host),
    ["127.0.0.1", "::1"],
  );
  const none = await startServer({ port: 0, threads: 1 });
  running.add(none);
  assert.deepEqual(none.udpAddresses, []);
});

describe("side by side with the real memcached", needsMemcached(), () => {
  const value = (length: number): string => "0123456789abcdef".repeat(Math.ceil(length / 16)).slice(0, length);
  const keys = Array.from({ length: 100 }, (_, index) => `key${index}`);
  // Values from nothing to several datagrams, and their borders: a frame has room for 1392 bytes.
  const lengths = keys.map((_, index) => (index % 10 === 0 ? 1350 + index : (index * 37) % 700));
  const requests: string[] = [
    ...keys.map((key, index) => `set ${key} ${index} 0 ${lengths[index]}\r\n${value(lengths[index] ?? 0)}\r\n`),
    `get ${keys.join(" ")}\r\n`,
    `get ${keys.slice(0, 50).join(" ")} missing\r\n`,
    "get missing\r\n",
    "get key1\r\nget key2\r\nmn\r\n",
    "mg key3 v f\r\nmg missing v\r\nmd key3\r\nmg key3 v\r\n",
    "set quiet 0 0 1 noreply\r\nx\r\nget quiet\r\n",
    "set long 0 0 30000\r\n".concat(value(30_000), "\r\n"),
    "get long\r\nget key0 long key1\r\n",
    "gat 100 key5 key6\r\n",
    "touch key5 0\r\nincr key5 1\r\n",
    "foo\r\n",
    "quit\r\n",
    "get key1",
    `\x80\x0a${"\0".repeat(22)}`,
    `\x80\x07${"\0".repeat(22)}`,
    `\x80\x17${"\0".repeat(22)}`,
    `\x80\x00\0\x04${"\0".repeat(7)}\x04${"\0".repeat(12)}key7`,
  ];

  test("every answer is split in the same way", async () => {
    const real = await startMemcached({ args: ["-U", "-1", "-t", "1"] });
    try {
      const output = await realUdpPort(real.pid);
      const theirs = new UdpClient(output);
      const ours = new UdpClient(udpPortOf(await start()));
      // 1.6.18 also tells of a first key that is missing, with a datagram of nothing; that means the end of a conversation.
      const missingFirst = "get missing key1\r\n";
      await theirs.ask(requests[1] as string);
      await ours.ask(requests[1] as string);
      assert.deepEqual(["0/0 ", ...(await ours.ask(missingFirst))], await theirs.ask(missingFirst));
      for (const request of requests) {
        assert.deepEqual(
          (await ours.ask(request)).map(hideCas),
          (await theirs.ask(request)).map(hideCas),
          JSON.stringify(request.slice(0, 60)),
        );
      }
    } finally {
      await real.stop("SIGKILL");
    }
  });
});

/** Binary replies carry a cas, which each server counts for itself. */
function hideCas(datagram: string): string {
  return datagram.replace(/( \x81[\s\S]{15})[\s\S]{8}/, "$1");
}

/** The UDP port a process has bound (Linux); memcached's port file names it, but is gone once the server has started. */
async function realUdpPort(pid: number): Promise<number> {
  const { readdirSync, readFileSync, readlinkSync } = await import("node:fs");
  const inodes = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    const found = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`));
    return found?.[1];
  });
  for (const line of readFileSync("/proc/net/udp", "latin1").split("\n").slice(1)) {
    const fields = line.trim().split(/\s+/);
    if (inodes.includes(fields[9])) {
      return Number.parseInt(fields[1]?.split(":")[1] ?? "", 16);
    }
  }
  throw new Error("memcached has no UDP socket");
}

const python = findProgram("python3");

test(
  "python's sockets see what the protocol says",
  requirement(python !== undefined, "there is no python3"),
  async () => {
    const server = await start();
    const script = [
      "import socket, struct, sys",
      "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(10)",
      "def ask(p):",
      "    s.sendto(struct.pack('!HHHH', 513, 0, 1, 0) + p, ('127.0.0.1', int(sys.argv[1])))",
      "    d = s.recv(2000); print(struct.unpack('!HHHH', d[:8]), d[8:])",
      "ask(b'set a 0 0 2\\r\\nhi\\r\\n'); ask(b'get a\\r\\n')",
    ].join("\n");
    const { stdout } = await promisify(execFile)(python ?? "", ["-c", script, String(udpPortOf(server))]);
    assert.equal(stdout, "(513, 0, 1, 0) b'STORED\\r\\n'\n(513, 0, 1, 0) b'VALUE a 0 2\\r\\nhi\\r\\nEND\\r\\n'\n");
  },
);
