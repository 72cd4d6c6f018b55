package dev.layerwise.benchmarks.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A comparison for people: the tables, and what one must know to read them. */
final class Publication {
  private final List<Session> sessions;

  Publication(List<Session> sessions) {
    this.sessions = List.copyOf(sessions);
  }

  /** The tables for a terminal. */
  String text() {
    return String.join("\n", remarks())
        + "\n\n"
        + comparison().text()
        + "\n"
        + RooflineTable.limits(sessions)
        + "\n\n"
        + RooflineTable.of(sessions).text();
  }

  private String comparisonBlock() {
    return "- " + String.join("\n- ", remarks()) + "\n\n" + comparison().markdown();
  }

  private String rooflineBlock() {
    return "- " + RooflineTable.limits(sessions) + "\n\n" + RooflineTable.of(sessions).markdown();
  }

  private static String mark(boolean asInstalled) {
    return asInstalled ? "comparison-as-installed" : "comparison";
  }

  /**
   * Checks that a page has the marks between which the tables belong.
   *
   * @throws IllegalArgumentException if it cannot be read or lacks one of them
   */
  static void requireMarks(Path page, boolean asInstalled) {
    MarkedBlock.require(page, mark(asInstalled));
    if (!asInstalled) {
      MarkedBlock.require(page, "roofline");
    }
  }

  /**
   * Writes the tables into a folder as text, Markdown, CSV and JSON.
   *
   * @param page a Markdown file that shows them between its marks, or null
   */
  void write(Path folder, @Nullable Path page) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("comparison.csv"), Records.csv(results()));
    Files.writeString(folder.resolve("comparison.txt"), text());
    Files.writeString(folder.resolve("comparison.md"), comparisonBlock() + "\n" + rooflineBlock());
    if (page != null) {
      boolean asInstalled = sessions.stream().allMatch(Session::asInstalled);
      MarkedBlock.write(page, mark(asInstalled), comparisonBlock());
      if (!asInstalled) {
        MarkedBlock.write(page, "roofline", rooflineBlock());
      }
    }
  }

  /** Shows the tables. */
  void print(PrintWriter console) {
    console.println();
    console.print(text());
    console.println();
    console.flush();
  }

  private List<Result> results() {
    return sessions.stream().map(Session::result).toList();
  }

  private Grid comparison() {
    Set<Peer> peers = EnumSet.noneOf(Peer.class);
    Set<Integer> threads = new TreeSet<>();
    for (Result result : results()) {
      result
          .measurements()
          .forEach(m -> {
            peers.add(m.peer());
            threads.add(m.threads());
          });
    }
    return Tables.comparison(results(), List.copyOf(peers), List.copyOf(threads));
  }

  private List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    Set<String> machines = new LinkedHashSet<>();
    Set<String> contestants = new LinkedHashSet<>();
    Set<String> efforts = new LinkedHashSet<>();
    Set<String> absent = new LinkedHashSet<>();
    Set<String> times = new TreeSet<>();
    for (Session session : sessions) {
      machines.add("Machine: " + MachineDescription.line(session.machine()));
      contestants.addAll(session.contestants().values());
      efforts.add(effort(session));
      absent.addAll(session.absent());
      session.result().failures().stream()
          .map(failure -> session.result().workload().name() + ": " + failure)
          .forEach(absent::add);
      times.add(session.time().substring(0, 10));
    }
    remarks.addAll(machines);
    remarks.add("Contestants: " + String.join("; ", contestants));
    remarks.addAll(efforts);
    remarks.add("Measured on " + String.join(", ", times));
    remarks.addAll(absent);
    return remarks;
  }

  private static String effort(Session session) {
    Comparison.Effort effort = session.effort();
    return "Each in turns of "
        + effort.turn()
        + " s, "
        + effort.rounds()
        + " rounds after "
        + effort.warmUp()
        + " s of warm-up; medians; "
        + effort.threads().stream().map(String::valueOf).collect(Collectors.joining(" / "))
        + " threads; "
        + session.data()
        + "; peers "
        + (session.asInstalled() ? "as installed" : "run with " + Starter.help());
  }
}
