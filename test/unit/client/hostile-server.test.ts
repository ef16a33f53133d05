/** client/memcached-client.ts against servers that are broken or mean: every request ends, with a typed error. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, test } from "node:test";
import type { Address } from "../../../src/base/address.ts";
import type { ErrorCode } from "../../../src/base/errors.ts";
import { MemtoolError } from "../../../src/base/errors.ts";
import { type ClientOptions, MemcachedClient } from "../../../src/client/memcached-client.ts";
import { answerOnce, type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";

type Script = (socket: Socket, connection: number) => void;

/** Long enough to be never reached where the server is expected to be refused at once. */
const PATIENT: ClientOptions = { requestTimeoutMs: 60_000, readRetries: 0 };
const HASTY: ClientOptions = { requestTimeoutMs: 60, readRetries: 0 };
/** Where one request has to time out and the next one has to be answered in time. */
const BOTH: ClientOptions = { requestTimeoutMs: 1000, readRetries: 0 };

async function against(
  script: Script,
  options: ClientOptions,
  run: (client: MemcachedClient, server: ScriptedServer) => Promise<void>,
): Promise<void> {
  const server = await startScriptedServer(script);
  const client = new MemcachedClient(server.address, options);
  try {
    await run(client, server);
  } finally {
    client.destroy();
    await server.close();
  }
}

async function fails(promise: Promise<unknown>, code: ErrorCode, message: RegExp): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof MemtoolError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  });
}

const GARBAGE: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  [
    "an HTTP server",
    "HTTP/1.1 400 Bad Request\r\n\r\n",
    /sent "HTTP\/1.1 400 Bad Request" where VALUE or END was expected/,
  ],
  ["binary noise with escapes", Buffer.from("\x1b[2J\x00\xff\n", "latin1"), /"\\e\[2J\\x00\\xff"/],
  ["a value of another key", "VALUE other 0 1\r\nx\r\nEND\r\n", /a value of a key that was asked for/],
  ["the same value twice", "VALUE k 0 1\r\nx\r\nVALUE k 0 1\r\nx\r\nEND\r\n", /a value of a key that was asked for/],
  ["an endless line", Buffer.alloc(100_000, 0x61), /a line of more than 16384 bytes/],
  ["a value of 2 GB", "VALUE k 0 2147483648\r\n", /a value of 2147483648 bytes, more than the limit of 1073741824/],
  ["a length beyond all numbers", "VALUE k 0 99999999999999999999\r\n", /where VALUE key flags bytes was expected/],
  ["a negative length", "VALUE k 0 -1\r\n", /where VALUE key flags bytes was expected/],
  ["a value longer than announced", "VALUE k 0 1\r\nxyz\r\nEND\r\n", /not followed by CRLF after its 1 bytes/],
  ["the reply to another request", "STORED\r\n", /sent "STORED" where VALUE or END was expected/],
  ["an empty line", "\r\n", /sent "" where VALUE or END was expected/],
];

describe("what is no reply ends the connection with PROTOCOL", () => {
  for (const [name, bytes, message] of GARBAGE) {
    test(name, async () => {
      await against(answerOnce(bytes), PATIENT, (client) => fails(client.get("k"), "PROTOCOL", message));
    });
  }

  test("bytes that nobody asked for, behind a reply", async () => {
    await against(answerOnce("END\r\nEND\r\n"), PATIENT, async (client, server) => {
      assert.equal(await client.get("k"), undefined);
      assert.equal(await client.get("k"), undefined);
      assert.equal(server.accepted(), 2);
    });
  });

  test("an endless list of statistics", async () => {
    const line = "STAT name value\r\n".repeat(1000);
    const pump = (socket: Socket): void => {
      socket.on("drain", () => pump(socket));
      while (!socket.destroyed && socket.write(line)) {}
    };
    const script: Script = (socket) => socket.once("data", () => pump(socket));
    await against(script, { ...PATIENT, replyLimits: { listBytesMax: 1_000_000 } }, (client) =>
      fails(client.stats(), "PROTOCOL", /statistics of more than 1000000 bytes/),
    );
  });
});

describe("a server that keeps the client waiting ends in TIMEOUT", () => {
  const WAITS: readonly (readonly [string, Script])[] = [
    ["nothing at all", () => {}],
    ["half a line", answerOnce("VALUE k 0")],
    ["half a value", answerOnce("VALUE k 0 100\r\nabc")],
    ["a value without its end", answerOnce("VALUE k 0 3\r\nabc\r\n")],
    ["a large value announced and not sent", answerOnce("VALUE k 0 1000000000\r\n")],
  ];
  for (const [name, script] of WAITS) {
    test(name, async () => {
      await against(script, HASTY, (client) => fails(client.get("k"), "TIMEOUT", /did not answer `get` within 60 ms/));
    });
  }

  test("one byte now and then does not put it off", async () => {
    const script: Script = (socket) => {
      const timer = setInterval(() => socket.write("S"), 5);
      socket.on("close", () => clearInterval(timer));
    };
    await against(script, HASTY, (client) => fails(client.execute("verbosity 1"), "TIMEOUT", /verbosity/));
  });

  test("the first in line fails with TIMEOUT, those behind it with DISCONNECTED, the next gets a new connection", async () => {
    const script: Script = (socket, connection) => {
      if (connection > 1) {
        answerOnce("VERSION 2\r\n")(socket);
      }
    };
    await against(script, BOTH, async (client, server) => {
      const first = fails(client.get("a"), "TIMEOUT", /get/);
      const second = fails(client.get("b"), "DISCONNECTED", /an earlier request timed out/);
      const third = fails(client.set("c", "v"), "DISCONNECTED", /an earlier request timed out/);
      await Promise.all([first, second, third]);
      assert.equal(await client.version(), "2");
      assert.equal(server.accepted(), 2);
    });
  });

  test("the late reply of a timed-out request is never taken for the next one's", async () => {
    let late: Socket | undefined;
    const script: Script = (socket, connection) => {
      if (connection === 1) {
        late = socket;
      } else {
        answerOnce("VALUE k 0 3\r\nnew\r\nEND\r\n")(socket);
      }
    };
    await against(script, BOTH, async (client) => {
      await fails(client.get("k"), "TIMEOUT", /get/);
      late?.write("VALUE k 0 3\r\nold\r\nEND\r\n");
      assert.equal((await client.get("k"))?.value.toString(), "new");
    });
  });
});

describe("a server that goes away", () => {
  const LEAVES: readonly (readonly [string, Script])[] = [
    ["at once", (socket) => socket.destroy()],
    ["with a reset", (socket) => socket.once("data", () => socket.resetAndDestroy())],
    ["in the middle of a value", (socket) => socket.once("data", () => socket.end("VALUE k 0 100\r\nabc"))],
    ["after half closing", (socket) => socket.once("data", () => socket.end())],
  ];
  for (const [name, script] of LEAVES) {
    test(`${name}: DISCONNECTED`, async () => {
      await against(script, PATIENT, (client) => fails(client.get("k"), "DISCONNECTED", /lost the connection to 127/));
    });
  }

  test("a read is tried once more on a new connection, a write is not", async () => {
    const script: Script = (socket, connection) => {
      socket.once("data", () => (connection % 2 === 1 ? socket.destroy() : socket.write("END\r\n")));
    };
    await against(script, { requestTimeoutMs: 60_000 }, async (client, server) => {
      assert.equal(await client.get("k"), undefined);
      assert.equal(server.accepted(), 2);
      client.destroy();
    });
    await against(script, { requestTimeoutMs: 60_000 }, async (client, server) => {
      await fails(client.set("k", "v"), "DISCONNECTED", /lost the connection/);
      assert.equal(server.accepted(), 1);
    });
  });

  test("a read is not tried for ever", async () => {
    await against(
      (socket) => socket.destroy(),
      { requestTimeoutMs: 60_000 },
      async (client, server) => {
        await fails(client.get("k"), "DISCONNECTED", /lost the connection/);
        assert.equal(server.accepted(), 2);
      },
    );
  });

  test("nobody listens: CONNECT with a hint", async () => {
    const server = await startScriptedServer(() => {});
    await server.close();
    const client = new MemcachedClient(server.address);
    await assert.rejects(client.get("k"), (error) => {
      assert.ok(error instanceof MemtoolError && error.code === "CONNECT");
      assert.match(error.message, /could not connect to 127\.0\.0\.1:\d+: .*ECONNREFUSED/);
      assert.match(error.hint ?? "", /memtool serve/);
      return true;
    });
    await fails(client.connect(), "CONNECT", /ECONNREFUSED/);
    client.close();
  });
});

test("more data than the socket takes waits for it and arrives whole and in order", async () => {
  const value = Buffer.alloc(300_000, "v");
  let received = 0;
  const expected = 50 * (value.length + "set k00 0 0 300000\r\n\r\n".length);
  const script: Script = (socket) => {
    socket.pause();
    setImmediate(() => socket.resume());
    socket.on("data", (chunk: Buffer) => {
      received += chunk.length;
      if (received === expected) {
        socket.write("STORED\r\n".repeat(50));
      }
    });
  };
  await against(script, PATIENT, async (client) => {
    const keys = Array.from({ length: 50 }, (_, index) => `k${String(index).padStart(2, "0")}`);
    const results = await Promise.all(keys.map((key) => client.set(key, value)));
    assert.deepEqual(new Set(results), new Set(["STORED"]));
    assert.equal(received, expected);
  });
});

test("after close and destroy nothing is sent any more", async () => {
  await against(answerOnce("END\r\n"), PATIENT, async (client) => {
    const pending = client.get("k");
    client.close();
    assert.equal(await pending, undefined);
    await fails(client.get("k"), "USAGE", /closed/);
  });
  await against(
    () => {},
    PATIENT,
    async (client) => {
      const pending = fails(client.get("k"), "DISCONNECTED", /the client was closed/);
      client.destroy();
      await pending;
    },
  );
});

test("TLS and logins are tried, not ignored: a server that knows neither is found out", async () => {
  const server = await startScriptedServer((socket) => socket.on("data", () => socket.write("ERROR\r\n")));
  const tls = { ...server.address, tls: true } as Address;
  await fails(new MemcachedClient(tls).get("k"), "CONNECT", /does not speak TLS/);
  const login = { ...server.address, username: "u", password: "p" } as Address;
  await fails(new MemcachedClient(login).get("k"), "SERVER", /cannot log "u" in: ERROR$/);
  await server.close();
});
