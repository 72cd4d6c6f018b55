package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.sweep.LocalExecutor;
import dev.layerwise.experiments.sweep.Sweep;
import dev.layerwise.experiments.sweep.SweepResult;
import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.experiments.table.TableText;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.page.Page;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.studies.LoopTimes;
import dev.layerwise.studies.NumpyTiming;
import dev.layerwise.studies.Studies;
import dev.layerwise.studies.Study;
import dev.layerwise.studies.StudyDirectory;
import dev.layerwise.studies.StudyOptions;
import dev.layerwise.studies.StudyPlan;
import dev.layerwise.studies.StudyResult;
import dev.layerwise.studies.page.StudyFiles;
import dev.layerwise.studies.page.StudyPage;
import dev.layerwise.studies.page.TableTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code layerwise study}. */
@Command(
    name = "study",
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    description = {
      "Reproduces a published experiment: trains everything it trained, and sets ours beside the"
          + " published figures in one report.",
      "Stopped or killed, it goes on where it was when the same command is given again."
    },
    footer = {
      "",
      "Examples:",
      "  layerwise study list                  which studies there are",
      "  layerwise study show batch-size       the description of one",
      "  layerwise study batch-size --quick    a small version, for a look",
      "  layerwise study early-stopping --repeats 5 --out results/early-stopping",
      "  layerwise study studies/batch-size    goes on, or writes the report again"
    })
final class StudyCommand implements Callable<Integer> {
  /** More rows would push the answer off the screen; the files have them all. */
  private static final int MOST_ROWS = 40;

  @Parameters(
      arity = "1",
      paramLabel = "NAME|DIR|list|show",
      description = "A study, the folder of one that was begun, list, or show NAME.")
  private String what = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      hidden = true,
      description = "After show: the study to show.")
  private @Nullable String shown;

  @Option(names = "--quick", description = "A small version: few examples, few epochs.")
  private boolean quick;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      description = "Train each variant with N seeds (default: as the study says).")
  private @Nullable Integer repeats;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Study directory (default: studies/NAME, with --quick studies/NAME-quick).")
  private @Nullable Path out;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder that holds mnist/ and fashion-mnist/.")
  private @Nullable String dataDir;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of each training (default: 1 where several are side by side).")
  private @Nullable Integer threads;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Trainings side by side (default: as many as cores).")
  private @Nullable Integer parallel;

  @Option(
      names = "--numpy",
      paramLabel = "PYTHON",
      arity = "0..1",
      fallbackValue = "python3",
      description = {
        "With batch-size: time each setting's training loop beside an equivalent one in NumPy, in"
            + " turns and in one thread each, and put both into the report.",
        "Takes the program that runs Python (without a value: python3)."
      })
  private @Nullable String numpy;

  @Option(
      names = "--json",
      description = "Print the result as one JSON object; progress goes to standard error.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (what.equals("list")) {
      return list();
    }
    if (what.equals("show")) {
      return show();
    }
    if (shown != null) {
      throw new IllegalArgumentException(
          "study: expected one name, got '" + what + "' and '" + shown + "'");
    }
    StudyPlan plan = plan();
    if (numpy != null) {
      NumpyTiming.requireFor(plan.study());
    }
    Terminal terminal = json ? Terminal.standardError() : Terminal.standardOutput();
    DataSources sources = DataSources.keeping(new DownloadView(Terminal.standardError()));
    describe(plan, terminal);
    plan.begin(sources);
    int exitCode = run(plan, sources, terminal);
    if (exitCode == ExitCode.INTERRUPTED) {
      terminal.line("Stopped; to go on:  layerwise study " + plan.directory().path());
      return exitCode;
    }
    if (numpy != null) {
      timeBesideNumpy(plan, sources, numpy, terminal);
    }
    finish(plan, sources, terminal);
    return exitCode;
  }

  private int list() {
    if (json) {
      Stdout.printJson(
          RunFiles.toJson(
              Studies.NAMES.stream()
                  .map(name -> {
                    Study study = Studies.named(name);
                    return Map.of(
                        "name", name, "title", study.title(), "question", study.question());
                  })
                  .toList()));
      return ExitCode.OK;
    }
    Terminal terminal = Terminal.standardOutput();
    for (String name : Studies.NAMES) {
      terminal.line(String.format("%-17s %s", name, Studies.named(name).title()));
    }
    terminal.line();
    terminal.line("One of them:  layerwise study NAME   (--quick for a look)");
    return ExitCode.OK;
  }

  private int show() {
    if (shown == null) {
      throw new IllegalArgumentException("study show: name a study (see layerwise study list)");
    }
    Study study = Studies.named(shown);
    if (json) {
      Stdout.printJson(RunFiles.toJson(study));
    } else {
      System.out.print(Studies.description(shown));
      System.out.flush();
    }
    return ExitCode.OK;
  }

  private StudyPlan plan() {
    if (parallel != null && parallel < 1) {
      throw new IllegalArgumentException("parallel: expected at least 1 trial, got " + parallel);
    }
    Path folder = Path.of(what);
    if (!Studies.NAMES.contains(what) && StudyDirectory.isStudy(folder)) {
      boolean changed = quick || repeats != null || dataDir != null || threads != null;
      if (changed || out != null) {
        throw new IllegalArgumentException(
            folder
                + ": a study that was begun keeps its options; leave them away, or begin another"
                + " one (layerwise study "
                + StudyDirectory.open(folder).study()
                + " ... --out DIR)");
      }
      return StudyPlan.begun(folder);
    }
    if (!Studies.NAMES.contains(what) && (what.contains("/") || Files.exists(folder))) {
      throw new DataException(
          what
              + ": is no study directory; name a study (layerwise study list) or the folder of one"
              + " that was begun");
    }
    Study study = Studies.named(what);
    Map<String, Object> settings = new LinkedHashMap<>();
    if (dataDir != null) {
      settings.put("dataDir", dataDir);
    }
    if (threads != null) {
      settings.put("threads", threads);
    }
    Path target = out != null ? out : Path.of("studies", study.name() + (quick ? "-quick" : ""));
    return StudyPlan.of(study, new StudyOptions(quick, repeats, settings), target);
  }

  private static void describe(StudyPlan plan, Terminal terminal) {
    terminal.entry("Study", plan.study().name() + ": " + plan.study().question());
    terminal.entry(
        "",
        Numbers.count(plan.trials(), "training")
            + " in "
            + Numbers.count(plan.stages().size(), "sweep")
            + ", "
            + plan.directory().path()
            + "/");
    terminal.line();
    terminal.out().flush();
  }

  /** Runs every sweep; an interruption ends the one under way, and no other begins. */
  private int run(StudyPlan plan, DataSources sources, Terminal terminal) {
    AtomicReference<@Nullable Sweep> running = new AtomicReference<>();
    AtomicBoolean stopped = new AtomicBoolean();
    Runnable stop =
        () -> {
          stopped.set(true);
          Sweep sweep = running.get();
          if (sweep != null) {
            sweep.requestStop();
          }
        };
    return Interruption.guard(
        stop,
        () -> {
          long done = 0;
          for (StudyPlan.Stage stage : plan.stages()) {
            if (stopped.get()) {
              return ExitCode.INTERRUPTED;
            }
            SweepResult result = run(stage, sources, terminal, running, stopped);
            if (result.count(TrialStatus.UNFINISHED) > 0) {
              return ExitCode.INTERRUPTED;
            }
            done += result.count(TrialStatus.DONE) + result.count(TrialStatus.DIVERGED);
          }
          return done > 0 ? ExitCode.OK : ExitCode.DATA;
        });
  }

  private SweepResult run(
      StudyPlan.Stage stage,
      DataSources sources,
      Terminal terminal,
      AtomicReference<@Nullable Sweep> running,
      AtomicBoolean stopped) {
    SweepView view = new SweepView(terminal, stage.sweep(), System::nanoTime);
    int trials = stage.sweep().trials().size();
    int cores = Runtime.getRuntime().availableProcessors();
    int slots = Math.min(parallel == null ? cores : parallel, trials);
    view.describe(stage.directory(), stage.sweep().trials(), slots);
    try (LocalExecutor executor = new LocalExecutor(slots, sources)) {
      Sweep sweep = new Sweep(stage.sweep(), stage.directory(), executor, view);
      running.set(sweep);
      if (stopped.get()) {
        sweep.requestStop();
      }
      return sweep.run();
    } finally {
      running.set(null);
      view.close();
      terminal.line();
    }
  }

  /** A Python that is missing costs the study nothing but this table. */
  private static void timeBesideNumpy(
      StudyPlan plan, DataSources sources, String python, Terminal terminal) {
    int all = NumpyTiming.settings(plan);
    int width = 2 * Numbers.count(all).length() + 1;
    AtomicInteger done = new AtomicInteger();
    terminal.line("Loops     ours and NumPy's in turns, one thread each, µs a step");
    terminal.out().flush();
    try {
      LoopTimes times =
          NumpyTiming.measure(
              plan,
              sources,
              python,
              time -> {
                terminal.line(
                    String.format(
                        Locale.ROOT,
                        "%" + width + "s  %-34s  ours %7.1f   NumPy %7.1f   %.1f times",
                        done.incrementAndGet() + "/" + all,
                        time.label(),
                        time.ours(),
                        time.numpy(),
                        time.ratio()));
                terminal.out().flush();
              });
      terminal.line("          NumPy " + times.numpy() + ", Python " + times.python());
    } catch (DataException e) {
      terminal.line("          not timed: " + e.getMessage());
    }
    terminal.line();
  }

  private void finish(StudyPlan plan, DataSources sources, Terminal terminal) throws IOException {
    StudyResult result = StudyResult.read(plan.directory().path());
    Page page = StudyPage.of(result, sources);
    Map<String, Object> summary = StudyFiles.write(result, page, sources);
    StudyFiles.tables(page).stream()
        .limit(Math.max(1, plan.study().tables().size()))
        .forEach(table -> print(table, terminal));
    terminal.line("Answer");
    page.summary().forEach(sentence -> terminal.line("  " + sentence));
    terminal.line();
    Path report = plan.directory().report();
    terminal.entry("Written", report + " (" + (Files.size(report) + 500) / 1000 + " kB)");
    terminal.entry("", plan.directory().tables() + "/  the tables as CSV and Markdown");
    terminal.out().flush();
    if (json) {
      Stdout.printJson(RunFiles.toJson(summary));
    }
  }

  /** The same table without the differences, which anybody can see. */
  private static Table narrow(Table table) {
    List<Integer> kept =
        IntStream.range(0, table.columns().size())
            .filter(k -> !table.columns().get(k).name().endsWith("difference"))
            .boxed()
            .toList();
    return new Table(
        table.id(),
        table.title(),
        table.caption(),
        kept.stream().map(table.columns()::get).toList(),
        table.rows().stream()
            .map(row -> {
              List<@Nullable Object> cells = new ArrayList<>();
              kept.forEach(k -> cells.add(row.cells().get(k)));
              return row.mark() == Table.Mark.BEST ? best(cells) : new Table.Row(cells);
            })
            .toList());
  }

  // The class file does not tell that the list may hold nulls, which the record says it may.
  @SuppressWarnings("NullAway")
  private static Table.Row best(List<@Nullable Object> cells) {
    return new Table.Row(cells, Table.Mark.BEST, "");
  }

  private static void print(Table whole, Terminal terminal) {
    Table table = narrow(whole);
    int left = table.rows().size() - MOST_ROWS;
    Table shown =
        left <= 0
            ? table
            : new Table(
                table.id(),
                table.title(),
                table.caption(),
                table.columns(),
                table.rows().subList(0, MOST_ROWS));
    terminal.line(table.title());
    terminal.out().print(TableText.plain(TableTexts.of(shown, false)));
    if (left > 0) {
      terminal.line("... and " + left + " more rows in tables/" + table.id() + ".csv");
    }
    terminal.line();
  }
}
