/**
 * The server: creates the shared store, starts the threads, listens, and hands connections out.
 *
 *     main thread                workers 0..N-1                maintenance thread
 *     ───────────                ──────────────                ──────────────────
 *     accept                     sessions: parse, execute,     clock, LRU juggling
 *     least connections first ──> reply
 *     reclaim descriptors    <── closed
 *
 *     all: store, counters, connection table, connection counts in shared memory
 */
import type { Address } from "../base/address.ts";
import { systemClock } from "../base/clock.ts";
import { MemtoolError } from "../base/errors.ts";
import { randomSeed } from "../base/random.ts";
import type { NodeRecord } from "../directory/node-record.ts";
import type { ShutdownMode } from "../engine/server-view.ts";
import { readTlsMaterial, type TlsMaterial } from "../net/tls-material.ts";
import { createDurableMemory } from "../persistence/durable-copy.ts";
import { readEncryptionKey } from "../persistence/key-file.ts";
import { createLogMemory } from "../stats/log/log-memory.ts";
import { createPrefixMemory } from "../stats/prefix-table.ts";
import { ThreadCounters } from "../stats/thread-counters.ts";
import { START_OFFSET_SECONDS } from "../store/clock.ts";
import { Store } from "../store/store.ts";
import { Acceptor } from "./acceptor.ts";
import { Admin, type AdminAddress } from "./admin/admin.ts";
import { reportPersistence } from "./admin/persistence-report.ts";
import { checkUserFiles } from "./auth/access.ts";
import { Certificates } from "./certificates.ts";
import { ConnectionTable } from "./connection-table.ts";
import type { Directory } from "./directory/directory.ts";
import { openDirectory, readDirectoryList } from "./directory/open-directory.ts";
import { ownNode, withIp } from "./directory/own-node.ts";
import { SPARE_DESCRIPTORS } from "./limits.ts";
import type { BoundUdp, ThreadData, UdpPlan } from "./messages.ts";
import { type BoundListener, closeAll, openListeners } from "./open-listeners.ts";
import { DEFAULT_SETTINGS, type ServerSettings } from "./settings.ts";
import { SharedState } from "./shared-state.ts";
import { listeningLine, slabClassLines } from "./start-lines.ts";
import { storeOptions } from "./store-options.ts";
import { type ServerSummary, summarize } from "./summary.ts";
import { ThreadGroup } from "./thread-group.ts";
import { TRACE_VERBOSITY } from "./trace.ts";

/** A server that listens. */
export interface RunningServer {
  /** Where it can be reached, real ports filled in. */
  readonly addresses: readonly Address[];
  /** Where it answers datagrams, real ports filled in. */
  readonly udpAddresses: readonly BoundUdp[];
  /** The first TCP port; 0 when only a unix socket is open. */
  readonly port: number;
  /** Where the admin pages are; undefined without them. */
  readonly http: AdminAddress | undefined;
  /** Rejects when a thread has died: memory may be locked for good, so the process has to end. Never resolves. */
  readonly failed: Promise<never>;
  /** Resolves when a client has told the server to end (shutdown, with -A). What to do about it is the caller's. */
  readonly shutdownRequested: Promise<ShutdownMode>;
  /** Conditions and metrics of the admin pages, for what others know of the server. */
  readonly reports: Pick<Admin, "readiness" | "metrics">;
  /** Of a directory of nodes: what gives it the list of another one. */
  readonly directory: Pick<Directory, "follow"> | undefined;
  /** How much is logged now: clients may change it. */
  readonly verbosity: number;
  /** What happened so far. */
  summary(): ServerSummary;
  /** Reads the files of users and the certificates again (SIGHUP). A bad file is logged and changes nothing. */
  reload(): void;
  /** Stops accepting, lets clients take their last replies (2 s at most), ends the threads. Repeated calls are fine. */
  close(): Promise<ServerSummary>;
}

/**
 * Starts a server in threads of this process.
 * @param log gets the lines of -v and -vv: connections turned away; requests and replies
 * @throws MemtoolError LISTEN when an address can't be bound, USAGE when settings contradict each other, REFUSED when a certificate can't be used
 */
export async function startServer(
  options: Partial<ServerSettings> = {},
  log: (line: string) => void = () => {},
): Promise<RunningServer> {
  const settings = withRequiredProtocol({ ...DEFAULT_SETTINGS, ...options });
  checkUserFiles(settings);
  const certificates = settings.tls === undefined ? undefined : new Certificates(settings.tls);
  const shared = createShared(settings, certificates?.material);
  const storedNodes = readDirectoryList(settings.directory, log);
  const threads = await ThreadGroup.start(shared, log);
  const state = new SharedState(shared.state);
  state.verbosity = settings.verbosity;
  const refreshCertificates = refreshing(certificates, threads, state);
  const acceptor = new Acceptor(settings, shared, threads, log);
  const admin = new Admin(shared, log);
  reportPersistence(admin, shared);
  const logStart = settings.verbosity >= TRACE_VERBOSITY ? log : () => {};
  slabClassLines(settings).forEach(logStart);
  let listeners: readonly BoundListener[] = [];
  let udp: readonly BoundUdp[] = [];
  let directory: Directory | undefined;
  try {
    await admin.open();
    if (settings.persistence?.recoverFirst === true) {
      await Promise.race([threads.recovered, threads.failed]);
    }
    directory = settings.directory && openDirectory(settings.directory, storedNodes, threads, admin, log);
    listeners = await openListeners(settings, {
      onConnection: (socket, target, origin) => acceptor.accept(socket, target, origin),
      onOpened: ({ descriptor, origin }) => logStart(listeningLine(descriptor, origin.protocol)),
      onPassedOver: log,
    });
    udp = await openUdp(settings, threads);
    await directory?.setOwn(await ownNodeOf(settings, listeners));
  } catch (error) {
    await directory?.close();
    admin.close();
    closeAll(listeners);
    await threads.stop();
    throw error;
  }
  // With a unix socket nothing listens there, and memcached's settings tell the ports all the same.
  state.udpPort = udp[0]?.port ?? settings.udpPort ?? 0;
  const connections = new ConnectionTable(shared.connections);
  for (const { descriptor, name } of listeners) {
    connections.openListener(descriptor, START_OFFSET_SECONDS, name);
  }
  state.tcpPort = (settings.unixSocket === undefined ? listeners[0]?.port : settings.port) ?? 0;
  state.accepting = true;
  admin.phase = "serving";
  let closing: Promise<ServerSummary> | undefined;
  const close = async (): Promise<ServerSummary> => {
    state.accepting = false;
    admin.phase = "stopping";
    closeAll(listeners);
    await threads.stop();
    await directory?.close();
    admin.close();
    return summarize(shared);
  };
  return {
    addresses: listeners.map(addressOf),
    udpAddresses: udp,
    port: listeners[0]?.port ?? 0,
    http: admin.address,
    failed: threads.failed,
    shutdownRequested: threads.shutdownRequested,
    get verbosity() {
      return state.verbosity;
    },
    reports: admin,
    directory,
    summary: () => summarize(shared),
    reload: () => {
      threads.reload();
      const failure = refreshCertificates();
      if (failure !== undefined) {
        log(`the certificates stay as they were: ${failure}`);
      }
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/**
 * Tries the files out that a server with these settings would read, without starting one.
 * @throws MemtoolError USAGE when users or an encryption key, REFUSED when certificates are of no use
 */
export function checkServerFiles(settings: ServerSettings): void {
  checkUserFiles(settings);
  readEncryptionKey(settings.persistence?.encryptionKeyFile);
  if (settings.tls !== undefined) {
    readTlsMaterial(settings.tls);
  }
}

/** What reads the certificates again and gives them to the workers; a client may ask for it too. It returns what is wrong with the files. */
function refreshing(
  certificates: Certificates | undefined,
  threads: ThreadGroup,
  state: SharedState,
): () => string | undefined {
  certificates?.noteTime(state);
  const refresh = (): string | undefined => {
    const failure = certificates?.refresh(state);
    if (failure === undefined && certificates !== undefined) {
      threads.giveCertificates(certificates.material);
    }
    return failure;
  };
  threads.onRefreshCertificates(refresh);
  return refresh;
}

/** Memory that all threads share; the maintenance and the persistence thread count behind the workers. */
function createShared(settings: ServerSettings, tls: TlsMaterial | undefined): ThreadData {
  const startedAtMs = systemClock.unixMs();
  const { maxConnections, threads } = settings;
  const { persistence } = settings;
  return {
    threadIndex: 0,
    settings,
    region: Store.create(storeOptions(settings, Math.floor(startedAtMs / 1000))),
    counters: ThreadCounters.create(threads + 2),
    state: SharedState.create(threads),
    connections: ConnectionTable.create(maxConnections + SPARE_DESCRIPTORS),
    log: createLogMemory(threads + 1, settings.workerLogBytes, settings.watcherLogBytes),
    prefixes: createPrefixMemory(settings.detailEnabled),
    hashSeed: randomSeed(),
    tls,
    startedAtMs,
    durable:
      persistence === undefined
        ? undefined
        : { memory: createDurableMemory(), encryptionKey: readEncryptionKey(persistence.encryptionKeyFile), ports: [] },
  };
}

/** The first worker answers all datagrams: they are few, and one socket in one thread needs nothing shared. */
async function openUdp(settings: ServerSettings, threads: ThreadGroup): Promise<readonly BoundUdp[]> {
  const { udpPort, unixSocket, protocol } = settings;
  if (udpPort === undefined || unixSocket !== undefined) {
    return [];
  }
  const plans = settings.listen.map(
    (item): UdpPlan => ({ host: item.host, port: item.port ?? udpPort, protocol: item.protocol ?? protocol }),
  );
  return await threads.openUdp(plans);
}

/** With a login only the protocol that has it is spoken, whatever a listener was told: the other would be a way around. */
function withRequiredProtocol(settings: ServerSettings): ServerSettings {
  if (!settings.sasl && settings.authFile === undefined) {
    return settings;
  }
  if (settings.udpPort !== undefined) {
    throw new MemtoolError("USAGE", "UDP cannot be used where clients have to log in: datagrams have no logins");
  }
  const protocol = settings.sasl ? "binary" : "ascii";
  return { ...settings, protocol, listen: settings.listen.map((item) => ({ ...item, protocol })) };
}

/** What the list is to say of the directory itself. */
async function ownNodeOf(
  { directory }: ServerSettings,
  listeners: readonly BoundListener[],
): Promise<NodeRecord | undefined> {
  const node = directory?.own && ownNode(directory.own, listeners.map(addressOf));
  return node && (await withIp(node));
}

function addressOf({ target, port, origin }: BoundListener): Address {
  return target.kind === "unix"
    ? { kind: "unix", path: target.path }
    : { kind: "tcp", host: target.host, port, tls: origin.tls !== "notls" };
}
