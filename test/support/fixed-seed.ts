/**
 * Loaded by `npm test` before every test file: property tests without a seed of their own then draw the same values in
 * every run. A test file started by itself draws new ones; a failure prints the seed, MEMTOOL_SEED repeats it.
 */
import fc from "fast-check";

const SEED_DEFAULT = 20_261_122;

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env["MEMTOOL_SEED"] ?? SEED_DEFAULT) });
