package dev.layerwise.trackers.tensorboard;

import java.util.Map;

/**
 * The settings of a run for TensorBoard's HParams plugin, by the field numbers of its {@code
 * plugin_data.proto}. What the plugin reads stands in the metadata of a summary whose own value, a
 * zero, means nothing.
 *
 * <table>
 * <caption>Field numbers</caption>
 * <tr><th>message</th><th>fields</th></tr>
 * <tr><td>SummaryMetadata</td><td>plugin_data 1, data_class 4 (TENSOR is 2)</td></tr>
 * <tr><td>PluginData</td><td>plugin_name 1, content 2</td></tr>
 * <tr><td>HParamsPluginData</td><td>version 1 (0, left out), session_start_info 3,
 *     session_end_info 4</td></tr>
 * <tr><td>SessionStartInfo</td><td>hparams 1 (a map: key 1, value 2), model_uri 2, group_name 4,
 *     start_time_secs 5</td></tr>
 * <tr><td>google.protobuf.Value</td><td>number_value 2, string_value 3, bool_value 4</td></tr>
 * <tr><td>SessionEndInfo</td><td>status 1 (SUCCESS is 1, FAILURE 2), end_time_secs 2</td></tr>
 * <tr><td>TensorProto</td><td>dtype 1 (FLOAT is 1), tensor_shape 2 (dim 2: size 1),
 *     float_val 5</td></tr>
 * </table>
 */
final class HyperParameters {
  private HyperParameters() {}

  /**
   * The start of a run.
   *
   * @param settings numbers, booleans and texts by name
   * @param group the name that runs share which differ in nothing but their seed; the plugin
   *     averages over them
   */
  static Message start(
      Map<String, Object> settings, String group, String model, double startSeconds) {
    Message info = new Message();
    settings.forEach(
        (name, value) -> info.message(1, new Message().text(1, name).message(2, value(value))));
    info.text(2, model).text(4, group).number(5, startSeconds);
    return summary("_hparams_/session_start_info", new Message().message(3, info));
  }

  /** The end of a run. */
  static Message end(boolean success, double endSeconds) {
    Message info = new Message().integer(1, success ? 1 : 2).number(2, endSeconds);
    return summary("_hparams_/session_end_info", new Message().message(4, info));
  }

  private static Message value(Object value) {
    return switch (value) {
      case Boolean flag -> new Message().flag(4, flag);
      case Number number -> new Message().number(2, number.doubleValue());
      default -> new Message().text(3, value.toString());
    };
  }

  private static Message summary(String tag, Message content) {
    Message pluginData = new Message().text(1, "hparams").message(2, content);
    Message shape = new Message().message(2, new Message().integer(1, 1));
    return new Message()
        .text(1, tag)
        .message(8, new Message().integer(1, 1).message(2, shape).real(5, 0))
        .message(9, new Message().message(1, pluginData).integer(4, 2));
  }
}
