/** Drawing in place. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openRegion } from "../../../../src/cli/stats/region.ts";
import { createTestContext, type TestContextOptions } from "../../../support/test-context.ts";

function regionOf(options: TestContextOptions = { isTerminal: true }, rows = 6) {
  const test = createTestContext(options);
  Object.assign(test.context.stdout, { rows });
  return { ...test, region: openRegion(test.context) };
}

describe("openRegion", () => {
  it("goes up over what it drew, and clears it", () => {
    const { region, stdoutText } = regionOf();
    region.draw("a\nb\n");
    region.draw("c\n");
    region.draw("d\n");
    assert.equal(stdoutText(), "a\nb\n\r\x1b[2A\x1b[Jc\n\r\x1b[1A\x1b[Jd\n");
  });
  it("leaves out what does not fit on the terminal", () => {
    const { region, stdoutText } = regionOf();
    region.draw("1\n2\n3\n4\n5\n6\n7\n");
    region.draw("1\n2\n3\n4\n5\n");
    const cut = "1\n2\n3\n4\n... 3 more lines, shown at the end\n";
    assert.equal(stdoutText(), `${cut}\r\x1b[5A\x1b[J1\n2\n3\n4\n5\n`);
  });
  it("shows at the end what was left out, and only that", () => {
    const { region, stdoutText } = regionOf();
    region.draw("1\n2\n3\n4\n5\n6\n7\n");
    region.end();
    const cut = "1\n2\n3\n4\n... 3 more lines, shown at the end\n";
    assert.equal(stdoutText(), `${cut}\r\x1b[5A\x1b[J1\n2\n3\n4\n5\n6\n7\n`);
    const fits = regionOf();
    fits.region.draw("a\n");
    fits.region.end();
    assert.equal(fits.stdoutText(), "a\n\r\x1b[J");
    const pipe = regionOf({ isTerminal: false });
    pipe.region.draw("a\n");
    pipe.region.end();
    assert.equal(pipe.stdoutText(), "a\n");
  });
  it("counts the rows of lines that the terminal breaks, colours not among them", () => {
    const { region, stdoutText } = regionOf({ isTerminal: true, width: 40 }, 8);
    const broken = `${"x".repeat(100)}\n\x1b[1m${"y".repeat(40)}\x1b[0m\n`;
    region.draw(broken);
    region.draw("1\n");
    assert.equal(stdoutText(), `${broken}\r\x1b[4A\x1b[J1\n`);
    region.draw(`${"x".repeat(200)}\n${"y".repeat(100)}\n`);
    const cut = `${"x".repeat(200)}\n... 1 more lines, shown at the end\n`;
    assert.ok(stdoutText().endsWith(`\x1b[1A\x1b[J${cut}`), "what is left out is told by rows too");
  });
  it("draws below where something else was written, or the width is another", () => {
    const { region, stdoutText, context } = regionOf();
    region.draw("a\n");
    region.leave();
    region.draw("b\n");
    Object.assign(context, { width: 100 });
    region.draw("c\n");
    assert.equal(stdoutText(), "a\n\nb\n\nc\n");
  });
  it("appends in a pipe, on a dumb terminal and in CI", () => {
    for (const options of [
      { isTerminal: false },
      { isTerminal: true, env: { TERM: "dumb" } },
      { isTerminal: true, env: { CI: "1" } },
    ]) {
      const { region, stdoutText } = regionOf(options);
      region.draw("1\n2\n3\n4\n5\n6\n7\n");
      region.draw("x\n");
      assert.equal(stdoutText(), "1\n2\n3\n4\n5\n6\n7\n\nx\n");
    }
  });
});
