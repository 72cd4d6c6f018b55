package dev.layerwise.interop.image;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.DataException;
import dev.layerwise.data.DataFiles;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.FileKind;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads PNG, JPEG, GIF and BMP images as grey examples without labels, for prediction.
 *
 * <p>A pixel's grey is its luma, 0.299 R + 0.587 G + 0.114 B; a transparent pixel is laid over
 * white, as a page shows it. A file's kind is told from its first bytes.
 */
public final class ImageFiles {
  /** An image of more pixels than this is refused before it is decoded. */
  static final long MAX_PIXELS = 25_000_000;

  private static final List<String> SUFFIXES = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp");

  /** More folders would make a message that nobody reads. */
  private static final int MOST_NAMED = 12;

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  /** By the last part of the name, numbers in it by their value. */
  static final Comparator<Path> BY_NAME =
      Comparator.comparing((Path file) -> padded(file.getFileName().toString()))
          .thenComparing(Path::toString);

  private ImageFiles() {}

  /**
   * Reads an image, or all images of a folder in the order of their names (numbers in the names by
   * their value).
   *
   * @param path the file or folder
   * @param classNames the classes of the model that will predict
   * @throws DataException if there is no image, or if one is damaged, too large or of another size
   *     than wanted
   */
  public static Dataset read(Path path, ImageOptions options, List<String> classNames) {
    boolean folder = Files.isDirectory(path);
    if (folder) {
      requireNoClasses(path);
    }
    List<Path> files = folder ? list(path) : List.of(path);
    int size = options.shape().height() * options.shape().width();
    if ((long) files.size() * size > Integer.MAX_VALUE - 8) {
      throw new DataException(
          path + ": " + files.size() + " images are too many to be read at once");
    }
    byte[] pixels = new byte[files.size() * size];
    for (int i = 0; i < files.size(); i++) {
      byte[] grey = grey(files.get(i), options);
      System.arraycopy(grey, 0, pixels, i * size, size);
    }
    return Dataset.unlabelled(
        String.valueOf(path.getFileName()),
        new ByteFeatures(files.size(), size, pixels),
        classNames,
        options.shape());
  }

  /**
   * The images of a folder, told from their names' endings, in the order in which {@link #read}
   * takes them.
   *
   * @throws DataException if there is none
   */
  public static List<Path> list(Path folder) {
    List<Path> files = entries(folder, ImageFiles::isImage);
    if (files.isEmpty()) {
      throw new DataException(folder + ": holds no images (" + String.join(", ", SUFFIXES) + ")");
    }
    return files;
  }

  /** Examples of known classes, a folder for each, are a data set and nothing to predict. */
  private static void requireNoClasses(Path folder) {
    if (!entries(folder, ImageFiles::isImage).isEmpty()) {
      return;
    }
    List<Path> classes =
        entries(
            folder,
            child -> Files.isDirectory(child) && !entries(child, ImageFiles::isImage).isEmpty());
    if (!classes.isEmpty()) {
      throw new DataException(
          folder
              + ": holds no images itself but folders of images ("
              + classes.stream()
                  .limit(MOST_NAMED)
                  .map(child -> child.getFileName().toString())
                  .collect(Collectors.joining(", "))
              + (classes.size() > MOST_NAMED ? ", …" : "")
              + "); name one of them, or measure on all of them (evaluate)");
    }
  }

  private static List<Path> entries(Path folder, Predicate<Path> wanted) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(wanted).sorted(BY_NAME).toList();
    } catch (IOException e) {
      throw DataFiles.unreadable(folder, e);
    }
  }

  private static boolean isImage(Path file) {
    return isNamedLikeAnImage(file) && Files.isRegularFile(file);
  }

  private static boolean isNamedLikeAnImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && SUFFIXES.stream().anyMatch(name::endsWith);
  }

  /** Pads the numbers of a name with zeros, so that 10.png comes after 9.png. */
  private static String padded(String name) {
    return NUMBER
        .matcher(name)
        .replaceAll(
            number -> "0".repeat(Math.max(0, 20 - number.group().length())) + number.group());
  }

  static byte[] grey(Path file, ImageOptions options) {
    FileKind kind = FileKind.of(file);
    requireImage(file, kind);
    try (InputStream in = DataFiles.open(file)) {
      return grey(file, kind, in, options);
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
  }

  /**
   * Reads an image from memory: height × width bytes, line after line.
   *
   * @param name what messages call it
   * @throws DataException if it is no image, or is damaged, too large or of another size than
   *     wanted
   */
  public static byte[] read(String name, byte[] content, ImageOptions options) {
    FileKind kind = FileKind.of(content);
    requireImage(name, kind);
    return grey(name, kind, new ByteArrayInputStream(content), options);
  }

  private static void requireImage(Object file, FileKind kind) {
    if (!kind.isImage()) {
      throw new DataException(
          file + ": expected a PNG, JPEG, GIF or BMP image, but this is " + kind.description());
    }
  }

  private static byte[] grey(Object file, FileKind kind, InputStream in, ImageOptions options) {
    BufferedImage image = decode(file, kind, in, options);
    ImageShape shape = options.shape();
    float[] luma = luma(image);
    if (image.getHeight() != shape.height() || image.getWidth() != shape.width()) {
      luma = Resizer.fit(luma, image.getHeight(), image.getWidth(), shape.height(), shape.width());
    }
    byte[] grey = new byte[luma.length];
    for (int i = 0; i < grey.length; i++) {
      int value = Math.clamp(Math.round(luma[i]), 0, 255);
      grey[i] = (byte) (options.invert() ? 255 - value : value);
    }
    return grey;
  }

  /** The size of an image, without decoding more than its header. */
  static ImageShape shapeOf(Path file) {
    FileKind kind = FileKind.of(file);
    requireImage(file, kind);
    try (InputStream in = DataFiles.open(file)) {
      return shapeOf(file, kind, in);
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
  }

  /**
   * The size of an image in memory, without decoding more than its header.
   *
   * @param name what messages call it
   * @throws DataException if it is no image, damaged or too large
   */
  public static ImageShape shapeOf(String name, byte[] content) {
    FileKind kind = FileKind.of(content);
    requireImage(name, kind);
    return shapeOf(name, kind, new ByteArrayInputStream(content));
  }

  private static ImageShape shapeOf(Object file, FileKind kind, InputStream in) {
    try (ImageInputStream stream = new MemoryCacheImageInputStream(in)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new DataException(
            file + ": " + kind.description() + " of a kind that this Java cannot read");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        ImageShape shape = new ImageShape(reader.getHeight(0), reader.getWidth(0));
        requireSize(file, shape.height(), shape.width(), new ImageOptions(shape, true, false));
        return shape;
      } finally {
        reader.dispose();
      }
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw undecodable(file, kind, e);
    }
  }

  private static BufferedImage decode(
      Object file, FileKind kind, InputStream in, ImageOptions options) {
    try (ImageInputStream stream = new MemoryCacheImageInputStream(in)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new DataException(
            file + ": " + kind.description() + " of a kind that this Java cannot read");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        int height = reader.getHeight(0);
        int width = reader.getWidth(0);
        requireSize(file, height, width, options);
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        BufferedImage image = reader.read(0);
        requireWhole(file, kind, warnings);
        return image;
      } finally {
        reader.dispose();
      }
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw undecodable(file, kind, e);
    }
  }

  /** The decoders meet damaged data with exceptions of all kinds. */
  private static DataException undecodable(Object file, FileKind kind, Exception cause) {
    return new DataException(
        file
            + ": "
            + kind.description()
            + " that cannot be decoded, it is damaged or of an unusual kind ("
            + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
            + ")",
        cause);
  }

  /** The decoders fill what is missing of a truncated image, and merely warn. */
  private static void requireWhole(Object file, FileKind kind, List<String> warnings) {
    for (String warning : warnings) {
      // Some cameras write a few bytes too many, which does no harm.
      if (!warning.contains("extraneous")) {
        throw new DataException(
            file + ": " + kind.description() + " that is damaged (" + warning + ")");
      }
    }
  }

  private static void requireSize(Object file, int height, int width, ImageOptions options) {
    if ((long) height * width > MAX_PIXELS) {
      throw new DataException(
          file
              + ": an image of "
              + width
              + " x "
              + height
              + " pixels is more than the "
              + MAX_PIXELS / 1_000_000
              + " million that are read");
    }
    ImageShape shape = options.shape();
    if (!options.resize() && (height != shape.height() || width != shape.width())) {
      throw new DataException(
          file
              + ": the image is "
              + width
              + " pixels wide and "
              + height
              + " high, "
              + shape.width()
              + " by "
              + shape.height()
              + " are needed; scale it, or ask for it to be resized (--resize)");
    }
  }

  private static float[] luma(BufferedImage image) {
    ColorModel colours = image.getColorModel();
    // Java takes grey images for linear light and would brighten them on the way to RGB: their
    // samples are read as
    // they are instead.
    boolean grey =
        colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && !(colours instanceof IndexColorModel);
    int height = image.getHeight();
    int width = image.getWidth();
    float[] luma = new float[height * width];
    int[] line = new int[width * Math.max(4, image.getRaster().getNumBands())];
    for (int i = 0; i < height; i++) {
      if (grey) {
        image.getRaster().getPixels(0, i, width, 1, line);
        greyLine(colours, image.getRaster().getNumBands(), line, luma, i * width, width);
      } else {
        image.getRGB(0, i, width, 1, line, 0, width);
        for (int j = 0; j < width; j++) {
          int argb = line[j];
          float value =
              (299 * (argb >> 16 & 0xFF) + 587 * (argb >> 8 & 0xFF) + 114 * (argb & 0xFF)) / 1000f;
          luma[i * width + j] = overWhite(value, (argb >>> 24) / 255f);
        }
      }
    }
    return luma;
  }

  private static void greyLine(
      ColorModel colours, int bands, int[] line, float[] luma, int from, int width) {
    float scale = 255f / ((1 << colours.getComponentSize(0)) - 1);
    for (int j = 0; j < width; j++) {
      float alpha = 1;
      if (colours.hasAlpha() && bands > 1) {
        alpha = line[j * bands + 1] / (float) ((1 << colours.getComponentSize(1)) - 1);
      }
      luma[from + j] = overWhite(line[j * bands] * scale, alpha);
    }
  }

  private static float overWhite(float value, float alpha) {
    return value * alpha + 255 * (1 - alpha);
  }
}
