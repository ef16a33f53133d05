/** A session over an engine of its own and a fake socket: feed bytes in any pieces, read what was sent. */
import { Access } from "../../src/server/auth/access.ts";
import { ConnectionTable } from "../../src/server/connection-table.ts";
import type { DiskLink } from "../../src/server/disk-link.ts";
import { READ_BUFFER_BYTES, UNSENT_BYTES_MAX } from "../../src/server/limits.ts";
import { LineBudget } from "../../src/server/long-line.ts";
import { Session } from "../../src/server/session.ts";
import type { SessionContext } from "../../src/server/session-context.ts";
import { DEFAULT_SETTINGS, type ServerSettings } from "../../src/server/settings.ts";
import { SharedState } from "../../src/server/shared-state.ts";
import { Trace } from "../../src/server/trace.ts";
import { Turn } from "../../src/server/turn.ts";
import { UnsentBudget } from "../../src/server/unsent-budget.ts";
import { EngineHarness } from "./engine-harness.ts";
import { FakeSocket } from "./fake-socket.ts";

const DESCRIPTOR = 1;

/**
 * An engine for sessions. A test that has a lot of them lets them share one: the C library keeps the memory of stores that come
 * and go, some 60 MB each.
 */
export function sessionEngine(): EngineHarness {
  return new EngineHarness({ memoryLimitBytes: 64 * 1024 * 1024 });
}

/** See the file's head. */
export class SessionHarness {
  readonly engine: EngineHarness;
  readonly socket = new FakeSocket();
  readonly connections: ConnectionTable;
  readonly context: SessionContext;
  readonly session: Session;
  /** Verbosity 2 makes the session log. */
  readonly shared = new SharedState(SharedState.create(1));
  readonly log: string[] = [];
  readonly unsentBudget = new UnsentBudget(UNSENT_BYTES_MAX);
  /** What a look at the clock adds to it: above the length of a turn each look ends one. */
  msPerLook = 0;
  #nowMs = 1;
  readonly #readBuffer = Buffer.alloc(READ_BUFFER_BYTES);

  /**
   * @param longLinesBytesMax what the worker's connections may hold of long lines
   * @param rowCount descriptors below this are listed among the connections
   * @param engine one that other sessions have used before, for instance
   * @param disk the way to the durable copy of the engine's store
   */
  constructor(
    longLinesBytesMax = Number.POSITIVE_INFINITY,
    settings: Partial<ServerSettings> = {},
    rowCount = 4,
    engine = sessionEngine(),
    disk?: DiskLink,
  ) {
    this.engine = engine;
    this.connections = new ConnectionTable(ConnectionTable.create(rowCount));
    const { request, reply, store } = engine;
    this.connections.open(DESCRIPTOR, 1, 0, "peer", "");
    this.context = {
      engine: engine.engine,
      request,
      reply,
      readBuffer: this.#readBuffer,
      connections: this.connections,
      traced: false,
      log: (line) => this.log.push(line),
      trace: new Trace(this.shared, (line) => this.log.push(line)),
      turn: new Turn(() => {
        this.#nowMs += this.msPerLook;
        return this.#nowMs;
      }),
      access: new Access({ ...DEFAULT_SETTINGS, ...settings }, (line) => this.log.push(line)),
      strictFraming: settings.strictFraming === true,
      lineBudget: new LineBudget(longLinesBytesMax),
      unsentBudget: this.unsentBudget,
      release: (itemRef) => store.release(itemRef),
      disk,
    };
    this.session = new Session(
      this.context,
      { descriptor: DESCRIPTOR, serial: 1 },
      { transport: "tcp", protocol: settings.protocol ?? "auto", tls: "notls" },
    );
    this.session.attach(this.socket.socket);
  }

  /** Hands bytes over as the network would, in reads of at most `pieceLength`; stops when the session stops reading. */
  feed(text: string, pieceLength = READ_BUFFER_BYTES): boolean {
    const bytes = Buffer.from(text, "latin1");
    for (let at = 0; at < bytes.length; at += pieceLength) {
      const count = bytes.copy(this.#readBuffer, 0, at, at + pieceLength);
      const goOn = this.session.onData(count);
      // The buffer is shared: whatever a session kept of it without copying would show now.
      this.#readBuffer.fill(0x58);
      if (!goOn) {
        return false;
      }
    }
    return true;
  }

  /** What the connection is doing, as `stats conns` would say. */
  get state(): string | undefined {
    return this.connections.rows()[0]?.state;
  }
}
