#!/usr/bin/env node
// The executable: hands the process over to the compiled command line. Everything else is in src/cli/main.ts.
import { main } from "../dist/src/cli/main.js";

await main();
