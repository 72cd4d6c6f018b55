package dev.layerwise.interop.published;

import dev.layerwise.data.DataFiles;
import dev.layerwise.data.FileKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Downloads a file whose size and checksum are known. What has come lies beside the file's place
 * under a name of its own ({@code .part}), from which a later attempt goes on; only a whole and
 * right file is moved into place.
 */
final class Fetcher implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final int HEAD = 64;
  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final double NANOS = 1e9;

  private final HttpClient client;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final DownloadListener listener;

  /**
   * Makes one.
   *
   * @param patience how long a server may be silent in the middle of a file
   * @param nanoTime the clock, for rates
   */
  Fetcher(Duration patience, LongSupplier nanoTime, DownloadListener listener) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .proxy(new Proxies(System.getenv(), ProxySelector.getDefault()))
            .connectTimeout(CONNECT)
            .build();
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.listener = listener;
  }

  /**
   * Tries one address after the other.
   *
   * @param answers gets a line for every address that failed
   * @return whether the file is in its place now
   * @throws IOException if the disk does not take the file
   */
  boolean fetch(PublishedFile file, List<URI> mirrors, Path place, List<String> answers)
      throws IOException {
    Path part = place.resolveSibling(place.getFileName() + ".part");
    for (URI mirror : mirrors) {
      URI from = mirror.resolve(file.name());
      String answer;
      try {
        answer = fetch(file, from, part);
      } catch (IOException e) {
        Files.deleteIfExists(part); // a full disk is not to be left full
        throw e;
      }
      if (answer.isEmpty()) {
        moveIntoPlace(part, place);
        listener.finished(from, place);
        return true;
      }
      answers.add(from + ": " + answer);
      listener.failed(from, answer);
    }
    return false;
  }

  /**
   * Fetches from one address; the answer is empty if all went well, and else says what went wrong.
   */
  private String fetch(PublishedFile file, URI from, Path part) throws IOException {
    boolean resumed = Files.exists(part) && Files.size(part) > 0;
    String answer = transfer(file, from, part);
    if (answer.isEmpty()) {
      answer = verify(file, part);
    }
    // A part that was of no use may have spoiled it: once more, from the beginning.
    if (resumed && !Files.exists(part)) {
      answer = transfer(file, from, part);
      if (answer.isEmpty()) {
        answer = verify(file, part);
      }
    }
    return answer;
  }

  private String transfer(PublishedFile file, URI from, Path part) throws IOException {
    long present = Files.exists(part) ? Files.size(part) : 0;
    if (present > file.bytes()) {
      Files.delete(part);
      present = 0;
    } else if (present == file.bytes()) {
      return "";
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(from).timeout(ANSWER);
    if (present > 0) {
      request.header("Range", "bytes=" + present + "-");
    }
    HttpResponse<InputStream> response;
    try {
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      return worded(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
    try (InputStream body = response.body()) {
      boolean goesOn = response.statusCode() == 206 && startsAt(response, present);
      if (response.statusCode() == 416 || (response.statusCode() == 206 && !goesOn)) {
        Files.deleteIfExists(part);
        return "HTTP " + response.statusCode() + " does not fit the part that is there";
      }
      if (response.statusCode() != 200 && !goesOn) {
        return "HTTP " + response.statusCode();
      }
      return save(body, part, from, goesOn ? present : 0, file.bytes());
    }
  }

  private static boolean startsAt(HttpResponse<?> response, long present) {
    return response
        .headers()
        .firstValue("Content-Range")
        .orElse("")
        .startsWith("bytes " + present + "-");
  }

  private String save(InputStream body, Path part, URI from, long begin, long total)
      throws IOException {
    listener.started(from, begin, total);
    long beginTime = nanoTime.getAsLong();
    long present = begin;
    Silence silence = new Silence(body);
    try (FileChannel out =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        ScheduledExecutorService watchdog =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory())) {
      long millis = patience.toMillis();
      ScheduledFuture<?> looks =
          watchdog.scheduleAtFixedRate(silence, millis, millis, TimeUnit.MILLISECONDS);
      try {
        byte[] buffer = new byte[BUFFER];
        int count = receive(body, buffer, present == 0 ? HEAD : 1);
        FileKind kind = FileKind.of(Arrays.copyOf(buffer, Math.min(count, HEAD)));
        if (present == 0 && kind != FileKind.GZIP) {
          return "no gzip file came, but " + kind.description();
        }
        out.truncate(begin);
        out.position(begin);
        for (; count > 0; count = receive(body, buffer, 1)) {
          if (present + count > total) {
            out.truncate(0);
            return "sends more than the " + total + " bytes published";
          }
          ByteBuffer piece = ByteBuffer.wrap(buffer, 0, count);
          while (piece.hasRemaining()) {
            out.write(piece);
          }
          present += count;
          silence.heard(present);
          double seconds = (nanoTime.getAsLong() - beginTime) / NANOS;
          listener.progressed(from, present, total, seconds > 0 ? (present - begin) / seconds : 0);
        }
        out.force(true);
      } catch (BrokenOff e) {
        return (silence.broken ? "fell silent" : "broke off")
            + " after "
            + present
            + " of "
            + total
            + " bytes";
      } finally {
        looks.cancel(false);
      }
    }
    return present == total ? "" : "ended after " + present + " of " + total + " bytes";
  }

  /**
   * Reads at least so many bytes, if they come; the failures of the sender are kept apart from
   * those of the disk.
   */
  private static int receive(InputStream body, byte[] buffer, int least) throws BrokenOff {
    int filled = 0;
    try {
      while (filled < least) {
        int count = body.read(buffer, filled, buffer.length - filled);
        if (count < 0) {
          break;
        }
        filled += count;
      }
    } catch (IOException e) {
      throw new BrokenOff(e);
    }
    return filled;
  }

  private static String verify(PublishedFile file, Path part) throws IOException {
    String sha256 = DataFiles.sha256(part);
    if (sha256.equals(file.sha256())) {
      return "";
    }
    Files.delete(part);
    return "wrong checksum: SHA-256 " + sha256 + " instead of " + file.sha256();
  }

  private static void moveIntoPlace(Path part, Path place) throws IOException {
    try {
      Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, place, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String worded(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "the address is unknown (is there a network?)";
      }
    }
    return switch (e) {
      case HttpConnectTimeoutException timeout -> "no connection in time";
      case HttpTimeoutException timeout -> "no answer in time";
      case ConnectException refused ->
          "no connection" + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** The sender failed, not the disk. */
  private static final class BrokenOff extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenOff(IOException cause) {
      super(cause);
    }
  }

  /** Ends a transfer in which nothing came between two looks. */
  private static final class Silence implements Runnable {
    private final AtomicLong received = new AtomicLong();
    private final InputStream body;
    private long seen = -1;
    private volatile boolean broken;

    Silence(InputStream body) {
      this.body = body;
    }

    void heard(long present) {
      received.set(present);
    }

    @Override
    public void run() {
      long now = received.get();
      if (now == seen) {
        broken = true;
        try {
          body.close();
        } catch (IOException e) {
          broken = true; // the reader fails all the same
        }
      }
      seen = now;
    }
  }
}
