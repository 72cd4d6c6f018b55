package dev.layerwise.examples;

import dev.layerwise.Training;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.PointSets;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.record.Model;
import dev.layerwise.web.http.Limits;
import dev.layerwise.web.http.Site;
import dev.layerwise.web.http.WebServer;
import dev.layerwise.web.serve.ModelService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** Serves a model from a program of one's own, and asks it once. */
final class ServeModel {
  private ServeModel() {}

  /** Needs no argument. */
  public static void main(String[] args) throws Exception {
    Dataset moons = PointSets.generate(PointSets.Kind.MOONS);
    NetworkSpec network = NetworkSpec.builder(2, 2).dense(16, Activation.TANH).build();
    Model model = Training.of(network, moons).run().model();

    Site site = new Site();
    new ModelService(model, "moons", ModelService.Settings.DEFAULT).addTo(site);
    WebServer.Options options = new WebServer.Options("localhost", 0, null, Limits.DEFAULT);
    try (WebServer server = WebServer.start(site, options, Throwable::printStackTrace);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.address() + "/v1/predict"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"instances\": [[0.0, 1.0], [1.0, -0.5]]}"))
              .build();
      System.out.println(client.send(request, BodyHandlers.ofString()).body());
    }
  }
}
