package dev.layerwise.web.serve;

import dev.layerwise.data.DataException;
import dev.layerwise.web.http.Problem;

/** Requests that several readers refuse. */
final class Refused {
  private Refused() {}

  static Problem tooMany(int most) {
    return new Problem(
        413,
        "body",
        "expected at most " + most + (most == 1 ? " example" : " examples") + " in one request",
        "more",
        "send them in several requests");
  }

  static Problem wrongWidth(String where, int inputs, long got) {
    String features = inputs == 1 ? " feature" : " features";
    return Problem.badRequest(where, "expected " + inputs + features, Long.toString(got), null);
  }

  /** What is wrong with an image, which its reader tells as of a file. */
  static Problem image(String where, DataException wrong) {
    String said = String.valueOf(wrong.getMessage());
    String rule = said.startsWith(where + ": ") ? said.substring(where.length() + 2) : said;
    return Problem.badRequest(where, rule, null, null);
  }

  static Problem none(String where) {
    return Problem.badRequest(where, "expected at least one example", "none", null);
  }
}
