/** What the differential test forgives: cas numbers, times. Nothing else. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ReplyNormalizer } from "../../support/reply-normalizer.ts";

function normalize(...replies: string[]): string[] {
  const normalizer = new ReplyNormalizer();
  return replies.map((reply) => normalizer.normalize(Buffer.from(reply, "latin1")));
}

describe("normalised replies", () => {
  test("cas numbers become their order of appearance, across replies", () => {
    assert.deepEqual(normalize("VALUE a 0 1 77\r\nx\r\nVALUE b 0 1 99\r\ny\r\nEND\r\n", "HD c99\r\nHD c77\r\n"), [
      "VALUE a 0 1 cas#1\r\nx\r\nVALUE b 0 1 cas#2\r\ny\r\nEND\r\n",
      "HD ccas#2\r\nHD ccas#1\r\n",
    ]);
  });

  test("a cas of zero stays, times do not", () => {
    assert.deepEqual(normalize("NS c0\r\n", "HD t17 l3 s3 f7 ka Oc5\r\n"), ["NS c0\r\n", "HD t# l# s3 f7 ka Oc5\r\n"]);
  });

  test("for ever, some time and expired are told apart", () => {
    assert.deepEqual(normalize("HD t-1\r\nHD t5\r\nHD t-62\r\nHD t4294967234\r\n"), [
      "HD t-1\r\nHD t#\r\nHD t<expired>\r\nHD t<expired>\r\n",
    ]);
  });

  test("values are never touched, whatever they look like", () => {
    const value = "HD c5 t6\r\nVALUE a 0 1 9\r\n";
    const reply = `VA ${value.length} t9\r\n${value}\r\nEN\r\n`;
    assert.deepEqual(normalize(reply), [`VA ${value.length} t#\r\n${value}\r\nEN\r\n`]);
  });

  test("me: the cas by its order, times as such, the rest stays", () => {
    const [one, two, three] = normalize(
      "HD c7\r\n",
      "ME k exp=-1 la=5 cas=7 fetch=no cls=1 size=63\r\n",
      "ME k exp=-30 la=0 cas=8 fetch=yes cls=1 size=63\r\nME k exp=30 la=0 cas=8 fetch=yes cls=1 size=63\r\n",
    );
    assert.equal(one, "HD ccas#1\r\n");
    assert.equal(two, "ME k exp=-1 la=# cas=cas#1 fetch=no cls=1 size=63\r\n");
    assert.equal(three, "ME k exp=# la=# cas=cas#2 fetch=yes cls=1 size=63\r\n".repeat(2));
  });

  test("no version, and of the statistics those that requests alone decide", () => {
    const lines =
      "STAT pid 5\r\nSTAT cmd_meta 3\r\nSTAT get_expired 1\r\nSTAT touch_hits 2\r\nEND\r\nVERSION 1.6.18\r\n";
    assert.deepEqual(normalize(lines), ["STAT cmd_meta 3\r\nSTAT touch_hits 2\r\nEND\r\nVERSION #\r\n"]);
  });

  test("other lines and an unfinished one stay", () => {
    assert.deepEqual(normalize("ERROR t5\r\nVALUE a 0 1\r\nx\r\n<closed>"), [
      "ERROR t5\r\nVALUE a 0 1\r\nx\r\n<closed>",
    ]);
  });
});
