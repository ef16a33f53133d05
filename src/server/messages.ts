/** What the threads of a server tell each other. */
import type { MessagePort } from "node:worker_threads";
import type { ShutdownMode, StatLine } from "../engine/server-view.ts";
import type { TlsMaterial } from "../net/tls-material.ts";
import type { DurableMemory } from "../persistence/durable-copy.ts";
import type { FetchOutcome } from "../persistence/promoter.ts";
import type { LogMemory } from "../stats/log/log-memory.ts";
import type { PrefixMemory } from "../stats/prefix-table.ts";
import type { StoreRegion } from "../store/region.ts";
import type { ListenerProtocol, ListenerTls, ServerSettings } from "./settings.ts";

/** Everything a thread needs to take part; passed as its workerData. All buffers are shared memory. */
export interface ThreadData {
  /** Worker number from 0, also the index of the thread's counters; maintenance comes after the last worker. */
  readonly threadIndex: number;
  readonly settings: ServerSettings;
  readonly region: StoreRegion;
  readonly counters: SharedArrayBuffer;
  readonly state: SharedArrayBuffer;
  readonly connections: SharedArrayBuffer;
  /** Of watch. */
  readonly log: LogMemory;
  /** Of stats detail. */
  readonly prefixes: PrefixMemory;
  readonly hashSeed: number;
  /** Undefined without TLS. */
  readonly tls: TlsMaterial | undefined;
  /** Unix time in milliseconds at which the server started. */
  readonly startedAtMs: number;
  /** Undefined where items are kept in memory only. */
  readonly durable: DurableData | undefined;
}

/** What the threads of a server that keeps its items on disk have besides. */
export interface DurableData {
  readonly memory: DurableMemory;
  /** Only the persistence thread gets it. */
  readonly encryptionKey: Uint8Array | undefined;
  /** A worker's way to the persistence thread; that thread's ways to all workers. */
  readonly ports: readonly MessagePort[];
}

/** To the persistence thread: the item of this key is wanted in memory, if it is on disk. */
export interface ToPersistence {
  readonly id: number;
  readonly key: Uint8Array;
}

/** From the persistence thread to a worker. */
export type FromPersistence =
  /** The disk was looked at for an item. */
  | { readonly kind: "fetched"; readonly id: number; readonly outcome: FetchOutcome }
  /** All changes up to this number are on disk. */
  | { readonly kind: "durable"; readonly number: number }
  /** Nothing can be written: who waits for that waits in vain. */
  | { readonly kind: "failing" };

/** A connection as it is handed over: its descriptor, and a number that tells it from others with the same descriptor. */
export interface ConnectionId {
  readonly descriptor: number;
  readonly serial: number;
}

/** How a connection came: what its listener speaks, and over what. */
export interface ConnectionOrigin {
  readonly transport: "tcp" | "unix";
  readonly protocol: ListenerProtocol;
  /** Always `notls` while TLS is off, and on unix sockets. */
  readonly tls: ListenerTls;
}

/** What to bind for UDP, and what datagrams to it speak. */
export interface UdpPlan {
  /** A name, an address, or `*`: every address it stands for is bound. */
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly protocol: ListenerProtocol;
}

/** A UDP address that was bound. */
export interface BoundUdp {
  readonly host: string;
  readonly port: number;
}

/** To a worker. */
export type ToWorker =
  | { readonly kind: "connection"; readonly connection: ConnectionId; readonly origin: ConnectionOrigin }
  /** Bind these and answer what comes; the reply is `udp`. */
  | { readonly kind: "openUdp"; readonly plans: readonly UdpPlan[] }
  /** The last lines for the log have been written. */
  | { readonly kind: "logged" }
  /** Connections that come after this message see these certificates. */
  | { readonly kind: "certificates"; readonly material: TlsMaterial }
  /** The first `refreshCerts` that was not answered yet is done, or has failed. */
  | { readonly kind: "certsRefreshed"; readonly failure: string | undefined }
  /** The list of a directory of nodes, as clients get it from now on; undefined while it has no nodes. */
  | { readonly kind: "cluster"; readonly text: Uint8Array | undefined }
  /** What became of `directory` with this number. */
  | { readonly kind: "directoryAnswered"; readonly id: number; readonly answer: DirectoryReport }
  /** Read the files of users again. */
  | { readonly kind: "reload" }
  /** Send what is pending, close every connection, and end. */
  | { readonly kind: "stop" };

/** A line for the node that has said something, or statistics. */
export type DirectoryReport = string | readonly StatLine[];

/** A MemtoolError, as it travels between threads. */
export interface ThreadFailure {
  readonly message: string;
  readonly hint: string | undefined;
}

/** From a worker. */
export type FromWorker =
  | { readonly kind: "ready" }
  /** The persistence thread can't begin: a MemtoolError STORAGE. */
  | { readonly kind: "unusable"; readonly failure: ThreadFailure }
  /** The persistence thread has read back what was on disk. */
  | { readonly kind: "recovered" }
  /** What `openUdp` has bound, or why it has bound nothing. */
  | { readonly kind: "udp"; readonly bound: readonly BoundUdp[]; readonly failure: ThreadFailure | undefined }
  /** These descriptors have been closed by the worker. */
  | { readonly kind: "closed"; readonly descriptors: readonly number[] }
  /** A client wants the certificates to be read again. */
  | { readonly kind: "refreshCerts" }
  /** A client of a directory of nodes has said these words behind `config`, or asks for its statistics; the answer has the same number. */
  | { readonly kind: "directory"; readonly id: number; readonly words: readonly string[] | undefined }
  /** A client has told the server to end (shutdown, with -A). */
  | { readonly kind: "shutdown"; readonly mode: ShutdownMode }
  /** Lines for the server's log, to be answered with `logged`. */
  | { readonly kind: "log"; readonly lines: readonly string[] }
  | { readonly kind: "stopped" };
