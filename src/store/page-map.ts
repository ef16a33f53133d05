/** Which chunks of which pages a walk has accounted for; for the invariant check. */
import type { Control } from "../memory/control.ts";
import { CONTROL, PAGE_MARK } from "../memory/control-layout.ts";
import { REF_UNIT_BYTES } from "../memory/limits.ts";
import { type ItemRef, REF_PAGE_SHIFT } from "./item-layout.ts";
import type { Slabs } from "./slabs.ts";

const KNOWN_MARKS: readonly number[] = Object.values(PAGE_MARK);

const PAGE_UNIT_MASK = (1 << REF_PAGE_SHIFT) - 1;

/** Chunks claimed, page by page. */
export class PageMap {
  readonly #control: Control;
  readonly #slabs: Slabs;
  readonly #report: (problem: string) => void;
  readonly #claimed = new Map<number, Uint8Array>();

  /** @param report takes one sentence for each contradiction */
  constructor(control: Control, slabs: Slabs, report: (problem: string) => void) {
    this.#control = control;
    this.#slabs = slabs;
    this.#report = report;
    for (let page = 1; page < control.pageClass.length; page++) {
      const slabClass = control.pageClass[page] as number;
      if (slabClass >= 1 && slabClass <= slabs.largestClass) {
        this.#claimed.set(page, new Uint8Array(slabs.chunksPerPage(slabClass)));
      }
    }
  }

  /** Compares the page table with the page counts of the classes and of the pool. */
  checkPages(): void {
    const counts = new Map<number, number>();
    for (const mark of this.#control.pageClass.subarray(1)) {
      counts.set(mark, (counts.get(mark) ?? 0) + 1);
    }
    let taken = 0;
    for (const [mark, count] of counts) {
      const isClass = mark >= 1 && mark <= this.#slabs.largestClass;
      taken += isClass || mark === PAGE_MARK.pooled ? count : 0;
      if (!isClass && !KNOWN_MARKS.includes(mark)) {
        this.#report(`${count} pages are of class ${mark}, which there is not`);
      }
    }
    this.#compare("pages taken", taken, this.#control.word(CONTROL.pagesTaken));
    this.#compare("pages pooled", counts.get(PAGE_MARK.pooled) ?? 0, this.#control.word(CONTROL.pagesPooled));
    for (let slabClass = 1; slabClass <= this.#slabs.largestClass; slabClass++) {
      this.#compare(`pages of class ${slabClass}`, counts.get(slabClass) ?? 0, this.#slabs.pages(slabClass));
    }
  }

  #compare(what: string, found: number, said: number): void {
    if (found !== said) {
      this.#report(`${what}: the page table has ${found}, the count says ${said}`);
    }
  }

  /** Whether a reference points into a page in use. */
  contains(ref: ItemRef): boolean {
    return this.#claimed.has(ref >>> REF_PAGE_SHIFT);
  }

  /** Marks a chunk as accounted for by `who`; reports and answers false when it is no chunk of this class, or taken already. */
  claim(ref: ItemRef, slabClass: number, who: string): boolean {
    const page = ref >>> REF_PAGE_SHIFT;
    const chunks = this.#claimed.get(page);
    const units = this.#slabs.chunkSize(slabClass) / REF_UNIT_BYTES;
    const index = (ref & PAGE_UNIT_MASK) / units;
    if (chunks === undefined || this.#control.pageClass[page] !== slabClass) {
      this.#report(`${who}: reference ${ref} is not in a page of class ${slabClass}`);
      return false;
    }
    if (!Number.isInteger(index) || index >= chunks.length) {
      this.#report(`${who}: reference ${ref} is not the start of a chunk of class ${slabClass}`);
      return false;
    }
    if (chunks[index] !== 0) {
      this.#report(`${who}: a chunk of page ${page} is in two places`);
      return false;
    }
    chunks[index] = 1;
    return true;
  }

  /** Calls `visit` with every chunk that nobody claimed. */
  eachUnclaimed(visit: (ref: ItemRef) => void): void {
    for (const [page, chunks] of this.#claimed) {
      const units = this.#slabs.chunkSize(this.#control.pageClass[page] as number) / REF_UNIT_BYTES;
      chunks.forEach((claimed, index) => {
        if (claimed === 0) {
          visit(((page << REF_PAGE_SHIFT) + index * units) | 0);
        }
      });
    }
  }
}
