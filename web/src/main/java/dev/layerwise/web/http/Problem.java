package dev.layerwise.web.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be fulfilled, and what whoever sent it can do about that. It becomes a JSON
 * body: {@code {"error": {"status", "where", "rule", "got", "advice"}}}.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String where;
  private final String rule;
  private final @Nullable String got;
  private final @Nullable String advice;

  /**
   * Makes one.
   *
   * @param status the HTTP status
   * @param where the part of the request, such as {@code body.epochs}, {@code query.limit}, {@code
   *     header.Host}
   * @param rule what is expected there, as a sentence without a full stop
   * @param got what came instead, or null
   * @param advice what to do, or null if the rule says it
   */
  public Problem(
      int status, String where, String rule, @Nullable String got, @Nullable String advice) {
    super(where + ": " + rule + (got == null ? "" : ", got " + shown(got)), null, false, false);
    this.status = status;
    this.where = where;
    this.rule = rule;
    this.got = got == null ? null : shown(got);
    this.advice = advice;
  }

  /** A wrong value in the request. */
  public static Problem badRequest(
      String where, String rule, @Nullable String got, @Nullable String advice) {
    return new Problem(400, where, rule, got, advice);
  }

  /** Something that is not there. */
  public static Problem notFound(String where, String rule, @Nullable String got) {
    return new Problem(404, where, rule, got, null);
  }

  /** Something that does not go with how things stand. */
  public static Problem conflict(String where, String rule, @Nullable String advice) {
    return new Problem(409, where, rule, null, advice);
  }

  /** What came may be of any length; nobody reads more than a line of it. */
  private static String shown(String got) {
    return got.length() <= 200 ? got : got.substring(0, 200) + "…";
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The part of the request. */
  public String where() {
    return where;
  }

  Reply reply() {
    return Reply.json(status, toJson());
  }

  /** The JSON body: an object with {@code error}. */
  public Map<String, Object> toJson() {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("status", status);
    error.put("where", where);
    error.put("rule", rule);
    if (got != null) {
      error.put("got", got);
    }
    if (advice != null) {
      error.put("advice", advice);
    }
    return Map.of("error", error);
  }
}
