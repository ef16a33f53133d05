/** The engine: Request x Store -> Response. The only room that knows both the protocol and the store. */
import { assert } from "../base/assert.ts";
import { MetaFacts } from "../protocol/meta/facts.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { isStorage, OP, type Request } from "../protocol/request.ts";
import { errorReply } from "../protocol/text/errors.ts";
import { MN } from "../protocol/text/replies.ts";
import type { ThreadCounters } from "../stats/thread-counters.ts";
import type { Failure } from "../store/allocator.ts";
import { StoreIntent } from "../store/commit.ts";
import type { Store } from "../store/store.ts";
import { executeAdmin } from "./admin.ts";
import { answer } from "./answer.ts";
import { executeArithmetic } from "./arithmetic.ts";
import { commitBinaryItem, refuseBinary } from "./binary-storage.ts";
import { executeBinary } from "./binary-verbs.ts";
import { ColdRequests } from "./cold-requests.ts";
import type { EngineContext } from "./context.ts";
import { executeMetaArithmetic } from "./meta-arithmetic.ts";
import { executeMetaDebug } from "./meta-debug.ts";
import { executeMetaDelete } from "./meta-delete.ts";
import { executeMetaGet } from "./meta-get.ts";
import { commitMetaItem } from "./meta-set.ts";
import { OUTCOME, type Outcome } from "./outcome.ts";
import type { ReplyStream } from "./reply-stream.ts";
import { retrieve, retrieveFurther } from "./retrieval.ts";
import type { ServerView } from "./server-view.ts";
import { executeDelete, executeFlushAll, executeTouch, executeVerbosity, VERSION_LINE } from "./simple-verbs.ts";
import { executeStats } from "./stats-command.ts";
import { CRLF_BYTES, commitItem, endsWithCrlf, itemEndsWithCrlf, refuse, rejectChunk, reserveItem } from "./storage.ts";

/** Executes requests on the store; one a worker thread. */
export class Engine {
  readonly store: Store;
  readonly counters: ThreadCounters;
  /** Which requests have to wait for the disk. */
  readonly cold: ColdRequests;
  readonly #context: EngineContext;

  /** @param allCounters the counters of all threads, which `stats` adds up */
  constructor(store: Store, counters: ThreadCounters, allCounters: SharedArrayBuffer, server: ServerView) {
    this.store = store;
    this.counters = counters;
    this.cold = new ColdRequests(store);
    this.#context = {
      store,
      counters,
      allCounters,
      server,
      prefixes: server.prefixes,
      directory: server.directory,
      intent: new StoreIntent(),
      facts: new MetaFacts(),
      cold: this.cold,
      reffedItem: 0,
      stream: undefined,
    };
  }

  /** Whether this thread holds a lock, which it never does between two requests. */
  get isHoldingLocks(): boolean {
    return this.store.isHoldingLocks || this.#context.prefixes.isHolding;
  }

  /** Whether a data block of `request.valueLength` bytes and CRLF follows the line. */
  expectsValue(request: Request): boolean {
    return isStorage(request.op) || request.op === OP.metaSet;
  }

  /**
   * Executes a request without a data block and appends its reply.
   * @param bytes what the request was parsed from
   * @param canFetch whether the outcome may be `fetch`
   */
  execute(request: Request, bytes: Uint8Array, reply: ReplyBuffer, canFetch = false): Outcome {
    const context = this.#context;
    switch (request.op) {
      case OP.get:
      case OP.gets:
      case OP.gat:
      case OP.gats:
        return retrieve(context, request, bytes, reply, canFetch);
      case OP.metaGet:
        executeMetaGet(context, request, bytes, reply);
        return OUTCOME.next;
      case OP.incr:
      case OP.decr:
        executeArithmetic(context, request, reply);
        return OUTCOME.next;
      case OP.delete:
        executeDelete(context, request, reply);
        return OUTCOME.next;
      case OP.touch:
        executeTouch(context, request, reply);
        return OUTCOME.next;
      case OP.quit:
        return OUTCOME.close;
      default:
        return this.#executeOther(request, bytes, reply);
    }
  }

  /** The reply that an outcome `stream` left behind. */
  takeStream(): ReplyStream {
    const { stream } = this.#context;
    assert(stream !== undefined, "the outcome was a stream");
    this.#context.stream = undefined;
    return stream;
  }

  #executeOther(request: Request, bytes: Uint8Array, reply: ReplyBuffer): Outcome {
    const context = this.#context;
    switch (request.op) {
      case OP.metaDelete:
        executeMetaDelete(context, request, bytes, reply);
        return OUTCOME.next;
      case OP.metaArithmetic:
        executeMetaArithmetic(context, request, bytes, reply);
        return OUTCOME.next;
      case OP.metaNoop:
        reply.append(MN);
        reply.markFlushed();
        return OUTCOME.next;
      case OP.metaDebug:
        executeMetaDebug(context, request, bytes, reply);
        return OUTCOME.next;
      case OP.flushAll:
        executeFlushAll(context, request, reply);
        return OUTCOME.next;
      case OP.version:
        reply.append(VERSION_LINE);
        return OUTCOME.next;
      case OP.verbosity:
        executeVerbosity(context, request, reply);
        return OUTCOME.next;
      case OP.stats:
        return executeStats(context, request, bytes, reply);
      case OP.invalid:
        answer(request, reply, errorReply(request.error));
        return OUTCOME.next;
      default:
        return executeAdmin(context, request, bytes, reply);
    }
  }

  /** Executes a binary request without a value and appends its reply. */
  executeBinary(request: Request, reply: ReplyBuffer): Outcome {
    return executeBinary(this.#context, request, reply);
  }

  /** Stores the value of a binary request, which stands whole in `bytes` from `valueStart`, and answers. */
  storeBinary(request: Request, bytes: Uint8Array, valueStart: number, reply: ReplyBuffer): void {
    const ref = this.reserve(request);
    if (ref === 0) {
      refuseBinary(request, this.store.failure, reply);
    } else {
      this.store.writeValue(ref, 0, bytes, valueStart, request.valueLength);
      commitBinaryItem(this.#context, request, ref, reply);
    }
  }

  /** Stores an item that was filled with the value of a binary request, or, when it was refused (0), says why. */
  finishBinary(request: Request, ref: number, failure: Failure, reply: ReplyBuffer): void {
    if (ref === 0) {
      refuseBinary(request, failure, reply);
    } else {
      commitBinaryItem(this.#context, request, ref, reply);
    }
  }

  /** Goes on with a paused retrieval; `op`, `exptime`, `argsStart` and `argsEnd` of the request have been set again. */
  resume(request: Request, bytes: Uint8Array, reply: ReplyBuffer, canFetch = false): Outcome {
    return retrieveFurther(this.#context, request, bytes, reply, canFetch);
  }

  /**
   * Stores a value that stands whole, with its CRLF, in `bytes` from `valueStart`, and answers.
   * @returns whether there was a CRLF behind it
   */
  storeWhole(request: Request, bytes: Uint8Array, valueStart: number, reply: ReplyBuffer): boolean {
    const isFramed = endsWithCrlf(bytes, valueStart, request.valueLength);
    const ref = this.reserve(request);
    if (ref === 0) {
      this.refuse(request, this.store.failure, reply);
    } else if (isFramed) {
      this.store.writeValue(ref, 0, bytes, valueStart, request.valueLength + CRLF_BYTES);
      this.#commit(request, bytes, ref, reply);
    } else {
      rejectChunk(this.#context, request, ref, reply);
    }
    return isFramed;
  }

  /** The item that the value of a storage request is to be written to; 0 when it is refused, see `store.failure`. */
  reserve(request: Request): number {
    return reserveItem(this.#context, request);
  }

  /** Answers a storage request whose item was refused, once its data block has been skipped. */
  refuse(request: Request, failure: Failure, reply: ReplyBuffer): void {
    refuse(request, failure, reply);
  }

  /**
   * Stores an item that was filled from the wire, value and CRLF; `bytes` hold the request's line.
   * @returns whether there was a CRLF behind the value
   */
  commitReceived(request: Request, bytes: Uint8Array, ref: number, reply: ReplyBuffer): boolean {
    const isFramed = itemEndsWithCrlf(this.#context, ref, request.valueLength);
    if (isFramed) {
      this.#commit(request, bytes, ref, reply);
    } else {
      rejectChunk(this.#context, request, ref, reply);
    }
    return isFramed;
  }

  #commit(request: Request, bytes: Uint8Array, ref: number, reply: ReplyBuffer): void {
    if (request.op === OP.metaSet) {
      commitMetaItem(this.#context, request, bytes, ref, reply);
    } else {
      commitItem(this.#context, request, ref, reply);
    }
  }
}
