package dev.layerwise.report.figure;

/**
 * Text to copy as it is, such as a command.
 *
 * @param label what it is
 * @param text one or several lines
 */
public record Code(String label, String text) implements Block {}
