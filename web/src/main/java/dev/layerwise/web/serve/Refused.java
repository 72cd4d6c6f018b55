package dev.layerwise.web.serve;

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

  static Problem none(String where) {
    return Problem.badRequest(where, "expected at least one example", "none", null);
  }
}
