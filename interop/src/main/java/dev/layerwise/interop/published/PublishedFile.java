package dev.layerwise.interop.published;

/**
 * A file as its publisher offers it.
 *
 * @param name its name, ending in {@code .gz}
 * @param bytes its size
 * @param md5 its MD5, which is what the publishers print
 * @param sha256 its SHA-256
 * @param contentSha256 the SHA-256 of what it holds when decompressed, by which a file that was
 *     unpacked or compressed anew is still recognised
 */
public record PublishedFile(
    String name, long bytes, String md5, String sha256, String contentSha256) {}
