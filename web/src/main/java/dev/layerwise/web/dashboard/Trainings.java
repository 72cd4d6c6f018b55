package dev.layerwise.web.dashboard;

import dev.layerwise.report.run.RunCommand;
import dev.layerwise.runs.IdleSettings;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.web.http.Json;
import dev.layerwise.web.http.Problem;
import dev.layerwise.web.http.Reply;
import dev.layerwise.web.http.Request;
import dev.layerwise.web.http.Site;
import dev.layerwise.web.index.Entry;
import dev.layerwise.web.index.RunIndex;
import dev.layerwise.web.index.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Starts trainings, each in a process of its own: what happens to one happens to no other, nor to
 * the server, and a server that is killed leaves them training. They write run directories as those
 * that the command line has started, and are watched, stopped and resumed like those.
 */
final class Trainings implements AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
  private static final int MOST = 8;
  private static final long WAIT_SECONDS = 60;
  private static final int LONGEST_NAME = 100;

  /** Folders and logs are called by the name; most file systems end at 255. */
  private static final int MOST_BYTES = 200;

  private final RunIndex index;
  private final TrainingProgram program;
  private final List<Setting> settings;
  private final Map<String, Process> processes = new ConcurrentHashMap<>();
  private final Set<String> starting = new HashSet<>();

  Trainings(RunIndex index, TrainingProgram program) {
    this.index = index;
    this.program = program;
    this.settings = Setting.all(program.explanations());
  }

  void addTo(Site site) {
    site.get("/api/settings", _ -> Reply.json(Map.of("settings", settings)));
    site.compute("/api/command", this::command);
    site.change("POST", "/api/runs", this::start);
    site.change("POST", "/api/runs/{id}/stop", this::stop);
    site.change("POST", "/api/runs/{id}/resume", this::resume);
  }

  /** The command that does what the form says, or what is wrong with it. */
  private Reply command(Request request) {
    JsonNode body = request.jsonObject();
    RunSpec spec;
    try {
      spec = spec(body);
    } catch (Problem e) {
      // Half a form is no wrong request: what is wrong with it is what was asked.
      return Reply.json(e.toJson());
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    String name = body.path("name").asString("");
    answer.put("command", RunCommand.line(spec, name.isEmpty() ? "" : shown(index.root()) + name));
    answer.put("changes", RunSpecs.changes(spec));
    return Reply.json(answer);
  }

  /** The runs folder as one would type it where the server was started. */
  private static String shown(Path root) {
    Path here = Path.of("").toAbsolutePath();
    Path folder = root.startsWith(here) ? here.relativize(root) : root;
    return folder.toString().isEmpty() ? "" : folder + "/";
  }

  private static RunSpec spec(JsonNode body) {
    JsonNode wanted = body.path("settings");
    if (!wanted.isObject()) {
      throw Problem.badRequest(
          "body.settings", "expected an object with settings by name", null, null);
    }
    RunSpec spec = checked(settings(wanted));
    List<IdleSettings.Idle> idle = IdleSettings.of(spec);
    if (!idle.isEmpty()) {
      throw aboutSetting(idle.getFirst().message());
    }
    return spec;
  }

  private static Map<String, Object> settings(JsonNode object) {
    Map<String, Object> settings = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            field -> settings.put(field.getKey(), Json.convert(field.getValue(), Object.class)));
    return settings;
  }

  private static RunSpec checked(Map<String, Object> settings) {
    try {
      return RunSpecs.of(settings);
    } catch (IllegalArgumentException e) {
      throw aboutSetting(String.valueOf(e.getMessage()));
    }
  }

  /** A message that begins with a setting's name says where it belongs. */
  static Problem aboutSetting(String message) {
    int colon = message.indexOf(':');
    String place = colon < 0 ? "" : message.substring(0, colon).strip();
    String name = camelCase(place);
    // Patience is two settings, and said of both.
    name = name.equals("patience") ? "patienceSteps" : name;
    return RunSpecs.SETTINGS.contains(name)
        ? Problem.badRequest("settings." + name, message.substring(colon + 1).strip(), null, null)
        : Problem.badRequest("settings", message, null, null);
  }

  private static String camelCase(String words) {
    StringBuilder name = new StringBuilder();
    for (String word : words.split("[ -]+")) {
      name.append(
          name.isEmpty() || word.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return name.toString();
  }

  private Reply start(Request request) throws IOException, InterruptedException {
    JsonNode body = request.jsonObject();
    RunSpec spec = spec(body);
    String name = body.path("name").asString("").strip();
    if (name.isEmpty()) {
      name = reserveNext(spec);
    } else {
      requireName(name);
      reserveNew(name);
    }
    try {
      train(name, spec);
    } finally {
      release(name);
    }
    return Reply.json(201, Map.of("id", name));
  }

  private void train(String name, RunSpec spec) throws IOException, InterruptedException {
    Path own = Files.createDirectories(index.root().resolve(RunIndex.OWN_FOLDER).resolve("starts"));
    Path description = Files.createTempFile(own, "start-", ".yaml");
    try {
      Files.writeString(description, RunSpecs.toYaml(spec));
      String folder = index.root().resolve(name).toString();
      launch(name, List.of("train", "--config", description.toString(), "--out", folder));
    } finally {
      Files.deleteIfExists(description);
    }
  }

  /**
   * Keeps a name for one request until its training has begun: the folder is there only later, and
   * others who ask for it meanwhile would start a second training into it.
   */
  private void reserveNew(String name) {
    synchronized (starting) {
      requireRoom();
      if (!isFree(name)) {
        throw Problem.conflict(
            "body.name", "there is a run called '" + name + "' already", "choose another name");
      }
      starting.add(name);
    }
  }

  private String reserveNext(RunSpec spec) {
    synchronized (starting) {
      requireRoom();
      String name = nextName(spec);
      starting.add(name);
      return name;
    }
  }

  private void reserveForResuming(String id) {
    synchronized (starting) {
      requireRoom();
      if (!starting.add(id)) {
        throw Problem.conflict(
            "path.id", "this run is being started right now", "wait until it trains");
      }
    }
  }

  private void release(String name) {
    synchronized (starting) {
      starting.remove(name);
    }
  }

  /** Whether no run has the name, nor will: one that loads its data has no folder yet. */
  private boolean isFree(String name) {
    Process process = processes.get(name);
    return !starting.contains(name)
        && (process == null || !process.isAlive())
        && Files.notExists(index.root().resolve(name));
  }

  private static void requireName(String name) {
    if (name.length() > LONGEST_NAME
        || name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
        || !name.matches("[\\p{L}\\p{N}_][\\p{L}\\p{N}_.,+-]*")) {
      throw Problem.badRequest(
          "body.name",
          "expected letters, digits and any of _.,+-, at most "
              + LONGEST_NAME
              + " and "
              + MOST_BYTES
              + " bytes of UTF-8",
          name,
          null);
    }
  }

  private void requireRoom() {
    processes.values().removeIf(process -> !process.isAlive());
    Set<String> underWay = new HashSet<>(processes.keySet());
    underWay.addAll(starting);
    if (underWay.size() >= MOST) {
      throw Problem.conflict(
          "body",
          MOST + " trainings that were started here are under way, and no more go at once",
          "stop one, or wait for one to end");
    }
  }

  /** When, on what, which hidden units. */
  private String nextName(RunSpec spec) {
    Path file = Path.of(spec.data()).getFileName();
    String data =
        file == null
            ? "data"
            : file.toString().replaceAll("\\..*$", "").replaceAll("[^A-Za-z0-9_-]", "_");
    String units = spec.layers().stream().map(String::valueOf).collect(Collectors.joining("-"));
    String stem =
        LocalDateTime.now(ZoneId.systemDefault()).format(TIME)
            + "-"
            + data
            + (units.isEmpty() ? "" : "-" + units.substring(0, Math.min(40, units.length())));
    String name = stem;
    for (int k = 2; !isFree(name); k++) {
      name = stem + "-" + k;
    }
    return name;
  }

  /** Starts a process and waits until it trains, or has ended. */
  private void launch(String id, List<String> arguments) throws IOException, InterruptedException {
    RunDirectory run = new RunDirectory(index.root().resolve(id));
    Path logs = Files.createDirectories(index.root().resolve(RunIndex.OWN_FOLDER).resolve("logs"));
    Path log = logs.resolve(logName(id));
    List<String> command = new ArrayList<>(program.command());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(devNull()))
            .start();
    processes.put(id, process);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (System.nanoTime() < deadline) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        // A short training may have ended well by now, diverged, or been stopped by somebody.
        if (!List.of(0, 4, 130).contains(process.exitValue())) {
          throw aboutSetting(reason(log));
        }
        break;
      }
      if (Files.exists(run.progress())) {
        break;
      }
    }
    index.refresh();
  }

  /** Ids are paths, and may be longer than the name of a file. */
  private static String logName(String id) {
    String name = id.replace('/', '_');
    boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
    return (fits ? name : UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))) + ".log";
  }

  private static java.io.File devNull() {
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    return new java.io.File(windows ? "NUL" : "/dev/null");
  }

  /** What the program said last about why it ended. */
  private static String reason(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.reversed().stream()
        .filter(line -> line.startsWith("layerwise: "))
        .findFirst()
        .map(line -> line.substring("layerwise: ".length()))
        .orElseGet(() -> lines.isEmpty() ? "the training ended at once" : lines.getLast());
  }

  private Reply stop(Request request) {
    Entry entry = find(request);
    if (entry.status() != Status.LIVE || !entry.isRun()) {
      throw Problem.conflict("path.id", "this is no run that is being trained right now", null);
    }
    new RunDirectory(index.folder(entry)).requestStop();
    return Reply.json(202, Map.of("id", entry.id()));
  }

  private Reply resume(Request request) throws IOException, InterruptedException {
    String id = find(request).id();
    reserveForResuming(id);
    try {
      // Whoever had the name until now may have resumed it.
      resume(find(request), request.jsonObject());
    } finally {
      release(id);
    }
    return Reply.json(202, Map.of("id", id));
  }

  private void resume(Entry entry, JsonNode changes) throws IOException, InterruptedException {
    if (!entry.isRun() || entry.status() == Status.LIVE) {
      throw Problem.conflict("path.id", "this is no run that could be resumed now", null);
    }
    RunDirectory run = new RunDirectory(index.folder(entry));
    if (!Files.exists(run.checkpoint())) {
      throw Problem.conflict(
          "path.id",
          "this run holds no checkpoint: it ended before its first one",
          "run it again instead");
    }
    List<String> arguments = new ArrayList<>(List.of("resume", run.path().toString()));
    Map<String, String> options =
        Map.of("epochs", "--epochs", "maxSteps", "--max-steps", "maxSeconds", "--max-seconds");
    Map<String, Object> settings = new LinkedHashMap<>(entry.settings());
    changes
        .properties()
        .forEach(change -> {
          String option = options.get(change.getKey());
          if (option == null || !change.getValue().isNumber()) {
            throw Problem.badRequest(
                "body." + change.getKey(),
                "expected a number for epochs, maxSteps or maxSeconds",
                change.getValue().toString(),
                null);
          }
          settings.put(change.getKey(), Json.convert(change.getValue(), Object.class));
          arguments.add(option + "=" + change.getValue().asString());
        });
    checked(settings);
    Files.deleteIfExists(run.progress());
    launch(entry.id(), arguments);
  }

  private Entry find(Request request) {
    return RunsApi.current(index, request.path("id"));
  }

  /** Ends the trainings that were started here; their best weights are kept. */
  @Override
  public void close() {
    List<Process> alive = processes.values().stream().filter(Process::isAlive).toList();
    alive.forEach(Process::destroy);
    for (Process process : alive) {
      try {
        process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
