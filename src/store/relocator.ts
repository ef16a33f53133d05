/**
 * Getting one chunk of a page that is being drained out of use: what stands in it is copied to another chunk of the class and takes its
 * place in hash index, queue or chain; readers never notice. What cannot be moved now is told by a status.
 *
 * Looking at a chunk without knowing whose it is: its marks may change at any moment and, in a page that had another class before, be old
 * bytes of a value. So they only give a hash to start with; what counts is that the item is found in the index under the lock of that hash.
 */
import { copyBytes } from "../memory/copy.ts";
import {
  CHUNK,
  CHUNK_LINK_BYTES,
  chunkLinkOffset,
  HEADER_BYTES,
  ITEM_FLAG,
  type ItemRef,
  TAIL_BYTES,
} from "./item-layout.ts";
import { BUSY_STATUS } from "./page-move-order.ts";
import type { StoreParts } from "./parts.ts";

/** What became of a chunk; what BUSY_STATUS has says why nothing did, `none` that nothing had to. */
export const RELOCATION = {
  /** The item stands elsewhere now; where it stood is free, or will be when its last reader is done. */
  moved: -1,
  /** A piece of a large item was moved. */
  movedPiece: -2,
  /** The item was dead. */
  reclaimed: -3,
  /** The item was in the way for too long. */
  deleted: -4,
  /** No other chunk could be had. */
  noMemory: -5,
  ...BUSY_STATUS,
} as const;

/** One of {@link RELOCATION}. */
export type Relocation = (typeof RELOCATION)[keyof typeof RELOCATION];

/** How far a relocation may go. */
export interface RelocationPolicy {
  /** The class may take a new page for copies; not if pages are what it shall give. */
  readonly mayGrow: boolean;
  /** An item that is being sent and can't be moved is deleted, so that nobody else starts to send it. */
  readonly deletesPinned: boolean;
}

/** Moves what stands in chunks. No lock may be held. */
export class Relocator {
  readonly #parts: StoreParts;

  constructor(parts: StoreParts) {
    this.#parts = parts;
  }

  /** Moves whatever stands in the chunk `ref` of `slabClass`, whose page is being drained. */
  relocate(ref: ItemRef, slabClass: number, policy: RelocationPolicy): Relocation {
    const { items, slabs } = this.#parts;
    const flags = items.itemFlags(ref);
    if ((flags & ITEM_FLAG.free) !== 0) {
      return RELOCATION.none;
    }
    const isPiece = (flags & ITEM_FLAG.chunk) !== 0;
    const owner = isPiece ? items.word(ref, CHUNK.owner) : ref;
    if (!slabs.holds(owner)) {
      return RELOCATION.busy;
    }
    return this.#relocateOwned(ref, owner, isPiece, slabClass, policy);
  }

  #relocateOwned(
    ref: ItemRef,
    owner: ItemRef,
    isPiece: boolean,
    slabClass: number,
    policy: RelocationPolicy,
  ): Relocation {
    const { items, assoc, clock, linker, locks } = this.#parts;
    const hash = items.hash(owner);
    locks.lockStripe(hash);
    let result: Relocation;
    if (!assoc.contains(owner, hash)) {
      result = items.pins(owner) > 0 ? RELOCATION.busy_floating : RELOCATION.busy_uploading;
    } else if (clock.isExpired(items.exptime(owner)) || clock.isFlushed(items.epoch(owner), items.time(owner))) {
      linker.unlinkLocked(owner, hash);
      result = RELOCATION.reclaimed;
    } else if ((items.itemFlags(owner) & ITEM_FLAG.chunked) === 0) {
      result = isPiece ? RELOCATION.busy : this.#moveItem(ref, hash, slabClass, policy);
    } else if (items.pins(owner) > 0) {
      result = this.#pinned(owner, hash, policy);
    } else {
      result = isPiece
        ? this.#movePiece(ref, owner, slabClass, policy)
        : this.#moveHeader(ref, hash, slabClass, policy);
    }
    locks.unlockStripe(hash);
    return result;
  }

  /** A large item is sent from where it stands, so its chunks have to wait for the last reader. */
  #pinned(owner: ItemRef, hash: number, { deletesPinned }: RelocationPolicy): Relocation {
    if (deletesPinned) {
      this.#parts.cold?.add(hash);
      this.#parts.linker.unlinkLocked(owner, hash);
      return RELOCATION.deleted;
    }
    return RELOCATION.busy_active;
  }

  /** Readers that have the old copy pinned go on with it; the last one frees it. */
  #moveItem(ref: ItemRef, hash: number, slabClass: number, { mayGrow }: RelocationPolicy): Relocation {
    const { items, allocator, locks, slabs } = this.#parts;
    const copy = allocator.takeChunk(slabClass, mayGrow);
    if (copy === 0) {
      return RELOCATION.noMemory;
    }
    this.#copy(ref, copy, HEADER_BYTES + items.keyLength(ref) + items.valueLength(ref) + TAIL_BYTES);
    items.clearPins(copy);
    this.#replace(ref, copy, hash);
    if (items.pins(ref) === 0) {
      locks.lockClass(slabClass);
      slabs.pushLocked(slabClass, ref);
      locks.unlockClass(slabClass);
    }
    return RELOCATION.moved;
  }

  #moveHeader(ref: ItemRef, hash: number, slabClass: number, { mayGrow }: RelocationPolicy): Relocation {
    const { items, allocator, locks, slabs } = this.#parts;
    const copy = allocator.takeChunk(slabClass, mayGrow);
    if (copy === 0) {
      return RELOCATION.noMemory;
    }
    const link = chunkLinkOffset(items.keyLength(ref));
    this.#copy(ref, copy, link + CHUNK_LINK_BYTES);
    for (let piece = items.word(copy, link >> 2); piece !== 0; piece = items.word(piece, CHUNK.next)) {
      items.setWord(piece, CHUNK.owner, copy);
    }
    this.#replace(ref, copy, hash);
    locks.lockClass(slabClass);
    slabs.pushLocked(slabClass, ref);
    locks.unlockClass(slabClass);
    return RELOCATION.moved;
  }

  #movePiece(ref: ItemRef, owner: ItemRef, slabClass: number, { mayGrow }: RelocationPolicy): Relocation {
    const { items, allocator, locks, slabs } = this.#parts;
    const link = chunkLinkOffset(items.keyLength(owner)) >> 2;
    let before = owner;
    let beforeWord = link;
    while (items.word(before, beforeWord) !== ref) {
      before = items.word(before, beforeWord);
      beforeWord = CHUNK.next;
      if (before === 0) {
        return RELOCATION.busy;
      }
    }
    const copy = allocator.takeChunk(slabClass, mayGrow);
    if (copy === 0) {
      return RELOCATION.noMemory;
    }
    this.#copy(ref, copy, HEADER_BYTES + items.word(ref, CHUNK.length));
    items.setWord(before, beforeWord, copy);
    locks.lockClass(slabClass);
    slabs.pushLocked(slabClass, ref);
    locks.unlockClass(slabClass);
    return RELOCATION.movedPiece;
  }

  /** Puts `copy` where `ref` is in index and queue; `ref` is in neither any more. */
  #replace(ref: ItemRef, copy: ItemRef, hash: number): void {
    const { assoc, items, lists, locks } = this.#parts;
    const listClass = items.slabClass(ref);
    assoc.replace(ref, copy, hash);
    locks.lockClass(listClass);
    lists.substituteLocked(ref, copy);
    locks.unlockClass(listClass);
    items.setItemFlags(ref, items.itemFlags(ref) & ~ITEM_FLAG.linked);
  }

  #copy(source: ItemRef, target: ItemRef, byteCount: number): void {
    const { items } = this.#parts;
    copyBytes(
      items.segmentBytes(source),
      items.byteStart(source),
      items.segmentBytes(target),
      items.byteStart(target),
      byteCount,
    );
  }
}
