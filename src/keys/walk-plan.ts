/**
 * In which steps the slab classes of a server are walked. A dump of everything at once goes round all classes and has finished none
 * until it has nearly finished all; class by class, what is done is known at every moment, and a stopped scan can go on from there.
 * Small classes are put together, so that there are few steps: the server starts its crawler once for each.
 */
import type { StatEntry } from "../protocol/reply.ts";

/** Items of a slab class, as `stats items` counts them. */
export interface ClassCount {
  readonly slabClass: number;
  readonly itemCount: number;
}

/** Steps are made so large that there are hardly more than this many. */
const STEPS_WANTED = 16;

/** Beyond every class: where a scan that has finished would go on. */
export const AFTER_LAST_CLASS = 64;

const NUMBER = /^items:(\d{1,2}):number$/;

/** The classes with items, ascending. */
export function readClassCounts(items: readonly StatEntry[]): ClassCount[] {
  const counts = items.flatMap(({ name, value }) => {
    const slabClass = NUMBER.exec(name)?.[1];
    const itemCount = Number(value);
    return slabClass === undefined || !(itemCount > 0) ? [] : [{ slabClass: Number(slabClass), itemCount }];
  });
  return counts.sort((a, b) => a.slabClass - b.slabClass);
}

/** Which classes are wanted: those from one on, or one alone. */
export interface ClassChoice {
  /** The first class to be walked; 1 for all. */
  readonly fromClass: number;
  /** Only this one. */
  readonly onlyClass: number | undefined;
}

/** Whether the choice takes the class. */
function isChosen(slabClass: number, { fromClass, onlyClass }: ClassChoice): boolean {
  return slabClass >= fromClass && (onlyClass === undefined || slabClass === onlyClass);
}

/** The steps, ascending: each a list of classes that are asked for together. @param counts ascending */
export function planSteps(counts: readonly ClassCount[], choice: ClassChoice): number[][] {
  const wanted = counts.filter(({ slabClass }) => isChosen(slabClass, choice));
  const total = wanted.reduce((sum, { itemCount }) => sum + itemCount, 0);
  const steps: number[][] = [];
  let step: number[] = [];
  let filled = 0;
  for (const { slabClass, itemCount } of wanted) {
    step.push(slabClass);
    filled += itemCount;
    if (filled * STEPS_WANTED >= total) {
      steps.push(step);
      step = [];
      filled = 0;
    }
  }
  return step.length > 0 ? [...steps, step] : steps;
}
