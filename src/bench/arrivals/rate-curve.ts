/**
 * How many requests per second are intended at each moment: straight pieces, and the count that has come due by then. A request's moment
 * is the inverse of that count, so that a ramp spaces its requests exactly and nothing is rounded to ticks.
 */

/** A piece: the rate goes in a straight line from one value to another. Rates are per second. */
export interface RateStage {
  /** May be infinite for the last piece, and 0 for a jump. */
  readonly durationMs: number;
  readonly fromRate: number;
  readonly toRate: number;
}

interface Piece {
  readonly startMs: number;
  readonly durationMs: number;
  /** Requests per millisecond at its start, and how much that grows each millisecond. */
  readonly rate: number;
  readonly slope: number;
  /** Requests due before it, and up to its end. */
  readonly startCount: number;
  readonly endCount: number;
}

function pieceOf(stage: RateStage, startMs: number, startCount: number): Piece {
  const { durationMs, fromRate, toRate } = stage;
  const isFlat = fromRate === toRate;
  const counted = isFlat && fromRate === 0 ? 0 : (durationMs * (fromRate + toRate)) / 2000;
  return {
    startMs,
    durationMs,
    rate: fromRate / 1000,
    slope: isFlat ? 0 : (toRate - fromRate) / 1000 / durationMs,
    startCount,
    endCount: startCount + counted,
  };
}

/** The curve. */
export class RateCurve {
  readonly #pieces: readonly Piece[];
  /** Where the last look-up ended: they come in rising order. */
  #index = 0;
  /** When it ends, in ms; may be infinite. */
  readonly durationMs: number;
  /** Requests due until its end; may be infinite. */
  readonly count: number;

  constructor(stages: readonly RateStage[]) {
    const pieces: Piece[] = [];
    let startMs = 0;
    let startCount = 0;
    for (const stage of stages.filter(({ durationMs }) => durationMs > 0)) {
      const piece = pieceOf(stage, startMs, startCount);
      pieces.push(piece);
      startMs += piece.durationMs;
      startCount = piece.endCount;
    }
    this.#pieces = pieces;
    this.durationMs = startMs;
    this.count = startCount;
  }

  /**
   * When `count` requests have come due, in ms since the start: count = rate t + slope t^2 / 2 solved for t, in the form that also
   * holds without a slope. Infinite when that many never come due. Counts have to rise from call to call.
   */
  timeOf(count: number): number {
    let piece = this.#pieces[this.#index];
    while (piece !== undefined && count >= piece.endCount) {
      this.#index++;
      piece = this.#pieces[this.#index];
    }
    if (piece === undefined) {
      return Number.POSITIVE_INFINITY;
    }
    const missing = count - piece.startCount;
    const root = Math.sqrt(Math.max(0, piece.rate * piece.rate + 2 * piece.slope * missing));
    return missing === 0 ? piece.startMs : piece.startMs + (2 * missing) / (piece.rate + root);
  }

  /** How many requests have come due by `ms`. */
  countAt(ms: number): number {
    const piece = this.#pieces.findLast(({ startMs }) => startMs <= ms);
    if (piece === undefined) {
      return 0;
    }
    const elapsed = Math.min(ms - piece.startMs, piece.durationMs);
    return piece.startCount + piece.rate * elapsed + (piece.slope * elapsed * elapsed) / 2;
  }
}
