package dev.layerwise.report.figure;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * A piece of a page. Every kind is a record, its JSON form is its components, and {@code type}
 * names the kind; the scripts of a page and {@code FigureFiles} draw from that alone.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface Block permits Code, Definitions, Figure, Notice, Prose, SideBySide {}
