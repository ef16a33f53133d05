/** One server as a load thread sees it: its connections, the batch being written for it, what was measured of it. */
import type { Address } from "../../base/address.ts";
import type { Clock } from "../../base/clock.ts";
import type { MemtoolError } from "../../base/errors.ts";
import type { WireOptions } from "../../client/wire.ts";
import type { Dialect } from "../wire/dialect.ts";
import type { RequestEncoder } from "../wire/request-encoder.ts";
import type { Verifier } from "../wire/verifier.ts";
import { LoadConnection } from "./connection.ts";
import { Recorder } from "./recorder.ts";

/** What the connections of a load thread share, and whom they tell what happens. */
export interface ConnectionOwner {
  readonly clock: Clock;
  readonly readBuffer: Buffer;
  readonly connectTimeoutMs: number;
  /** For addresses that ask for TLS; undefined for the defaults. */
  readonly tls: WireOptions["tls"];
  /** How long a lost connection is tried to be opened again, in ms. */
  readonly stallTimeoutMs: number;
  /** Whether lost connections are opened again. */
  readonly reconnects: boolean;
  /** How many requests a connection sends before it is opened anew; may be infinite. */
  readonly requestsPerConnection: number;
  /** Whether this thread was away just now, so that nobody knows when what is being read arrived. */
  isLate(nowMs: number): boolean;
  /** The last moment at which this thread was surely at work: `nowMs`, or before it was away. */
  atWorkMs(nowMs: number): number;
  /** Replies were read, or the socket took what was written: there may be room for further requests. */
  onRoom(connection: LoadConnection, nowMs: number): void;
  /** The connection can no longer be used. */
  onFailure(error: MemtoolError): void;
}

/** What the connections to a server need to know of the load. */
export interface LoadShape {
  /** Connections of this thread to the server. */
  readonly connectionCount: number;
  /** Most requests that a connection will ever have in flight. */
  readonly inFlightMax: number;
  /** Keys of a request that asks for several. */
  readonly keysEach: number;
  /** Makes a connection's verifier; undefined without `--verify`. */
  readonly createVerifier: () => Verifier | undefined;
}

/** The server. */
export class ThreadServer {
  readonly address: Address;
  readonly owner: ConnectionOwner;
  readonly dialect: Dialect;
  readonly encoder: RequestEncoder;
  /** Keys of a request that asks for several. */
  readonly keysEach: number;
  readonly createVerifier: () => Verifier | undefined;
  readonly recorder = new Recorder();
  readonly connections: readonly LoadConnection[];

  constructor(address: Address, owner: ConnectionOwner, dialect: Dialect, shape: LoadShape) {
    const { connectionCount, inFlightMax } = shape;
    this.address = address;
    this.owner = owner;
    this.dialect = dialect;
    this.encoder = dialect.createEncoder();
    this.keysEach = shape.keysEach;
    this.createVerifier = shape.createVerifier;
    this.connections = Array.from(
      { length: connectionCount },
      (_, index) => new LoadConnection(this, index, inFlightMax),
    );
  }

  /** Requests in flight on all connections. */
  get inFlight(): number {
    return this.connections.reduce((sum, connection) => sum + connection.inFlight, 0);
  }
}
