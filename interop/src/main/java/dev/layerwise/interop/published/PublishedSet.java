package dev.layerwise.interop.published;

import java.net.URI;
import java.util.List;

/**
 * A published data set of labelled images in four IDX files.
 *
 * @param name what it is called on the command line, and its folder
 * @param title what it is
 * @param licence under which terms it is published
 * @param classNames the names of its classes
 * @param mirrors where its publishers offer it: addresses to which a file's name is added, ending
 *     in a slash
 * @param trainImages the training images
 * @param trainLabels their labels
 * @param testImages the test images
 * @param testLabels their labels
 */
public record PublishedSet(
    String name,
    String title,
    String licence,
    List<String> classNames,
    List<URI> mirrors,
    PublishedFile trainImages,
    PublishedFile trainLabels,
    PublishedFile testImages,
    PublishedFile testLabels) {
  /** Copies the lists. */
  public PublishedSet {
    classNames = List.copyOf(classNames);
    mirrors = List.copyOf(mirrors);
  }

  /** The four files. */
  public List<PublishedFile> files() {
    return List.of(trainImages, trainLabels, testImages, testLabels);
  }

  /** The same set, offered elsewhere. */
  public PublishedSet withMirrors(List<URI> others) {
    return new PublishedSet(
        name, title, licence, classNames, others, trainImages, trainLabels, testImages, testLabels);
  }
}
