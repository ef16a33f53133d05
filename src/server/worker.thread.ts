/** A worker thread: runs the sessions of the connections it is given. Any worker serves any key. */
import type { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../base/assert.ts";
import { systemClock } from "../base/clock.ts";
import { MemtoolError, messageOf } from "../base/errors.ts";
import { Engine } from "../engine/engine.ts";
import { type AdoptedSocketEvents, adoptSocket } from "../net/adopted-socket.ts";
import { ChangeWriter } from "../persistence/change-writer.ts";
import { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { Request } from "../protocol/request.ts";
import { COUNTER } from "../stats/counter-names.ts";
import { CLOSE_REASON, LOG_TYPE } from "../stats/log/log-types.ts";
import { ThreadLog } from "../stats/log/thread-log.ts";
import { ThreadCounters } from "../stats/thread-counters.ts";
import { processStarted } from "../store/clock.ts";
import { ColdKeys } from "../store/cold-keys.ts";
import { Store } from "../store/store.ts";
import { Access } from "./auth/access.ts";
import { ConnectionTable } from "./connection-table.ts";
import { DirectoryLink } from "./directory/directory-link.ts";
import { DiskLink } from "./disk-link.ts";
import {
  IDLE_CHECK_MS,
  LONG_LINE_BYTES_MAX,
  LONG_LINES_BYTES_MAX,
  READ_BUFFER_BYTES,
  SHUTDOWN_PAUSE_MS,
  STOP_GRACE_MS,
  UNSENT_BYTES_MAX,
} from "./limits.ts";
import { LogQueue } from "./log-queue.ts";
import { LineBudget } from "./long-line.ts";
import type { ConnectionId, ConnectionOrigin, FromWorker, ThreadData, ToWorker, UdpPlan } from "./messages.ts";
import { Session } from "./session.ts";
import type { SessionContext } from "./session-context.ts";
import { SharedServerView } from "./shared-server-view.ts";
import { SharedState } from "./shared-state.ts";
import { TlsConnections } from "./tls-connections.ts";
import { Trace } from "./trace.ts";
import { Turn } from "./turn.ts";
import { UdpListeners } from "./udp-listeners.ts";
import { UnsentBudget } from "./unsent-budget.ts";

assert(parentPort !== null, "a worker thread has a parent");
const port = parentPort;
const data = workerData as ThreadData;
const counters = ThreadCounters.attach(data.counters, data.threadIndex);
const watched = ThreadLog.attach(data.log, data.threadIndex, counters);
const changes =
  data.durable === undefined
    ? undefined
    : new ChangeWriter(
        data.durable.memory.journal,
        data.threadIndex + 1,
        processStarted(data.region.options.startTimeUnix),
      );
const store = Store.attach(
  data.region,
  data.threadIndex,
  counters,
  watched,
  data.durable === undefined ? undefined : { changes, cold: new ColdKeys(data.durable.memory.cold) },
);
const state = new SharedState(data.state);
const log = new LogQueue((lines) => tell({ kind: "log", lines }));
/** Who waits for certificates to be read, in the order in which they asked. */
const refreshing: ((failure: string | undefined) => void)[] = [];
const directory = data.settings.directory === undefined ? undefined : new DirectoryLink(tell);
const context: SessionContext = {
  engine: new Engine(
    store,
    counters,
    data.counters,
    new SharedServerView(
      data,
      store,
      {
        // The end of the connection that asked is told to watchers first.
        shutdown: (mode) => setTimeout(() => tell({ kind: "shutdown", mode }), SHUTDOWN_PAUSE_MS),
        refreshCertificates: (done) => {
          refreshing.push(done);
          tell({ kind: "refreshCerts" });
        },
      },
      directory,
    ),
  ),
  request: new Request(data.hashSeed, directory !== undefined),
  reply: new ReplyBuffer(),
  readBuffer: Buffer.allocUnsafeSlow(READ_BUFFER_BYTES),
  connections: new ConnectionTable(data.connections),
  traced: false,
  log: (line) => log.add(line),
  trace: new Trace(state, (line) => log.add(line)),
  turn: new Turn(() => systemClock.monotonicMs(), data.settings.requestsPerEvent),
  access: new Access(data.settings, (line) => log.add(line)),
  strictFraming: data.settings.strictFraming,
  lineBudget: new LineBudget(Math.max(LONG_LINES_BYTES_MAX / data.settings.threads, LONG_LINE_BYTES_MAX)),
  unsentBudget: new UnsentBudget(UNSENT_BYTES_MAX / data.settings.threads),
  release: (itemRef) => store.release(itemRef),
  disk: openDisk(),
};
const tls = openTls();
const udp = new UdpListeners(context, data.settings.itemSizeMax);
const sessions = new Set<Session>();
let closed: number[] = [];
let stopping = false;

port.on("message", (message: ToWorker) => {
  switch (message.kind) {
    case "connection":
      open(message.connection, message.origin);
      return;
    case "reload":
      context.access.reload();
      return;
    case "openUdp":
      void openUdp(message.plans);
      return;
    case "certificates":
      tls?.replace(message.material);
      return;
    case "certsRefreshed":
      refreshing.shift()?.(message.failure);
      return;
    case "cluster":
      directory?.publish(message.text);
      return;
    case "directoryAnswered":
      directory?.answered(message.id, message.answer);
      return;
    case "logged":
      log.written();
      return;
    case "stop":
      stop();
      return;
  }
});
if (data.settings.idleTimeoutSeconds > 0) {
  setInterval(kickIdle, IDLE_CHECK_MS).unref();
}
tell({ kind: "ready" });

function tell(message: FromWorker): void {
  port.postMessage(message);
}

function openDisk(): DiskLink | undefined {
  const port = data.durable?.ports[0];
  return port === undefined || changes === undefined
    ? undefined
    : new DiskLink(port, changes, data.settings.persistence?.durability === "sync");
}

function openTls(): TlsConnections | undefined {
  const { settings, tls: material } = data;
  if (material === undefined || settings.tls === undefined) {
    return undefined;
  }
  return new TlsConnections(material, settings.tls, context.readBuffer, counters, watched, (line) => {
    if (state.verbosity > 0) {
      log.add(line);
    }
  });
}

async function openUdp(plans: readonly UdpPlan[]): Promise<void> {
  try {
    tell({ kind: "udp", bound: await udp.open(plans, (line) => log.add(line)), failure: undefined });
  } catch (error) {
    const hint = error instanceof MemtoolError ? error.hint : undefined;
    tell({ kind: "udp", bound: [], failure: { message: messageOf(error), hint } });
  }
}

function open(connection: ConnectionId, origin: ConnectionOrigin): void {
  const session = new Session(context, connection, origin);
  // By the time the end is told, the row of this descriptor may be another connection's.
  const peer = context.connections.peer(connection.descriptor);
  const events: AdoptedSocketEvents = {
    onData: (length) => session.onData(length),
    onDrain: () => session.onDrain(),
    onClose: (hadError) => {
      context.trace.closed(connection.descriptor);
      tellClosed(session, connection, peer, hadError);
      session.onClose();
      sessions.delete(session);
      state.connectionClosed(data.threadIndex);
      reportClosed(connection.descriptor);
      endIfStopped();
    },
  };
  if (tls === undefined || origin.tls === "notls") {
    session.attach(adoptSocket(connection.descriptor, context.readBuffer, events));
  } else {
    const attach = (socket: Socket): void => session.attach(socket);
    attach(tls.open(connection.descriptor, origin.tls, attach, events));
  }
  sessions.add(session);
  context.trace.opened(connection.descriptor, origin.protocol);
  if (watched.wants(LOG_TYPE.connevents)) {
    watched.connectionOpened(connection.descriptor, peer);
  }
  if (stopping) {
    session.close();
  }
}

/** For watchers of connections; a reset counts as an error whatever went before. */
function tellClosed(session: Session, { descriptor }: ConnectionId, peer: string, hadError: boolean): void {
  if (watched.wants(LOG_TYPE.connevents)) {
    const reason = hadError ? CLOSE_REASON.error : session.closeReason;
    watched.connectionClosed(descriptor, peer, reason);
  }
}

/** Once a second, closes connections that have said nothing for too long (idle_timeout). */
function kickIdle(): void {
  for (const session of sessions) {
    if (session.closeIfIdleSince(store.now() - data.settings.idleTimeoutSeconds)) {
      counters.count(COUNTER.idle_kicks);
    }
  }
}

/** Closed descriptors are told in batches: at most one message a turn of the event loop. */
function reportClosed(descriptor: number): void {
  if (closed.push(descriptor) === 1) {
    setImmediate(() => {
      const descriptors = closed;
      closed = [];
      tell({ kind: "closed", descriptors });
    });
  }
}

function stop(): void {
  stopping = true;
  udp.close();
  for (const session of sessions) {
    session.close();
  }
  setTimeout(() => tell({ kind: "stopped" }), STOP_GRACE_MS).unref();
  endIfStopped();
}

function endIfStopped(): void {
  if (stopping && sessions.size === 0) {
    setImmediate(() => tell({ kind: "stopped" }));
  }
}
