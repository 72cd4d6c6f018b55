package dev.layerwise.web.play;

import dev.layerwise.web.http.Page;
import dev.layerwise.web.http.Problem;
import dev.layerwise.web.http.Reply;
import dev.layerwise.web.http.Request;
import dev.layerwise.web.http.Site;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The playgrounds that are open. A page asks for steps and gets what they came to, so it trains
 * only while somebody looks; what nobody has asked for longest makes room for others.
 */
public final class PlaygroundRoutes {
  /** The playgrounds that are kept. */
  static final int MOST = 50;

  private static final int MOST_STEPS = 5_000;
  private static final int MOST_EXAMPLES = 6;

  private final SecureRandom random = new SecureRandom();

  private final Map<String, Playground> open =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Playground> eldest) {
          return size() > MOST;
        }
      };

  /** None yet. */
  public PlaygroundRoutes() {}

  /** Adds the page and what it asks. */
  public void addTo(Site site) {
    site.page(new Page("/playground", "Playground", "web/playground.js", true));
    site.compute("/api/playground", this::begin);
    site.compute("/api/playground/{id}/advance", this::advance);
    site.compute("/api/playground/{id}/explain", this::explain);
  }

  private Reply begin(Request request) {
    Playground playground = new Playground(PlaygroundSettings.read(request.jsonObject()));
    byte[] bytes = new byte[12];
    random.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", id);
    answer.putAll(playground.scene());
    answer.put("frame", playground.frame());
    synchronized (open) {
      open.put(id, playground);
    }
    return Reply.json(answer);
  }

  private Reply advance(Request request) {
    Playground playground = find(request);
    JsonNode body = request.jsonObject();
    Fields fields = new Fields(body);
    fields.knowOnly(List.of("steps", "learningRate"));
    int steps = fields.whole("steps", 1, 0, MOST_STEPS);
    synchronized (playground) {
      playground.setLearningRate(
          fields.number("learningRate", playground.learningRate(), 1e-6, 1e3));
      playground.advance(steps);
      return Reply.json(playground.frame());
    }
  }

  private Reply explain(Request request) {
    Playground playground = find(request);
    Fields fields = new Fields(request.jsonObject());
    fields.knowOnly(List.of("examples"));
    int examples = fields.whole("examples", 3, 1, MOST_EXAMPLES);
    synchronized (playground) {
      return Reply.json(playground.explain(examples));
    }
  }

  private Playground find(Request request) {
    synchronized (open) {
      Playground playground = open.get(request.path("id"));
      if (playground == null) {
        throw new Problem(
            404,
            "path.id",
            "no such playground; those that nobody has used for long make room for others",
            request.path("id"),
            "start anew");
      }
      return playground;
    }
  }
}
