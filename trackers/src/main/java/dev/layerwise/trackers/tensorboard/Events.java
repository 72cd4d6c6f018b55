package dev.layerwise.trackers.tensorboard;

/**
 * The messages of an event file, by the field numbers of TensorBoard's {@code event.proto}, {@code
 * summary.proto} and {@code histogram.proto}. Curves, histograms and images are written in the form
 * that every reader of event files knows, that of the first version of TensorBoard.
 *
 * <table>
 * <caption>Field numbers</caption>
 * <tr><th>message</th><th>fields</th></tr>
 * <tr><td>Event</td><td>wall_time 1, step 2, file_version 3, summary 5, session_log 7,
 *     source_metadata 10</td></tr>
 * <tr><td>SourceMetadata</td><td>writer 1</td></tr>
 * <tr><td>SessionLog</td><td>status 1 (START is 1)</td></tr>
 * <tr><td>Summary</td><td>value 1</td></tr>
 * <tr><td>Summary.Value</td><td>tag 1, simple_value 2, image 4, histo 5, tensor 8,
 *     metadata 9</td></tr>
 * <tr><td>HistogramProto</td><td>min 1, max 2, num 3, sum 4, sum_squares 5, bucket_limit 6,
 *     bucket 7</td></tr>
 * <tr><td>Summary.Image</td><td>height 1, width 2, colorspace 3 (RGB is 3),
 *     encoded_image_string 4</td></tr>
 * </table>
 */
final class Events {
  private Events() {}

  /** The first event of a file. */
  static byte[] fileVersion(double wallTime) {
    return new Message()
        .number(1, wallTime)
        .text(3, "brain.Event:2")
        .message(10, new Message().text(1, "layerwise"))
        .toBytes();
  }

  /**
   * Says that a run begins at a step, or begins again: what older files hold from there on is void.
   */
  static byte[] sessionStart(double wallTime, long step) {
    return new Message()
        .number(1, wallTime)
        .integer(2, step)
        .message(7, new Message().integer(1, 1))
        .toBytes();
  }

  /** An event that holds one value of a summary. */
  static byte[] summary(double wallTime, long step, Message value) {
    return new Message()
        .number(1, wallTime)
        .integer(2, step)
        .message(5, new Message().message(1, value))
        .toBytes();
  }

  /** A point of a curve. */
  static Message scalar(String tag, double value) {
    return new Message().text(1, tag).real(2, (float) value);
  }

  /** How values are distributed. */
  static Message histogram(String tag, ValueHistogram histogram) {
    return new Message()
        .text(1, tag)
        .message(
            5,
            new Message()
                .number(1, histogram.min())
                .number(2, histogram.max())
                .number(3, histogram.count())
                .number(4, histogram.sum())
                .number(5, histogram.sumOfSquares())
                .numbers(6, histogram.limits())
                .numbers(7, histogram.counts()));
  }

  /** A picture, as a PNG file. */
  static Message image(String tag, int height, int width, byte[] png) {
    return new Message()
        .text(1, tag)
        .message(4, new Message().integer(1, height).integer(2, width).integer(3, 3).data(4, png));
  }
}
