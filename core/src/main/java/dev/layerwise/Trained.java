package dev.layerwise;

import dev.layerwise.record.Model;
import dev.layerwise.train.TrainingResult;

/**
 * What a training leaves behind.
 *
 * @param model the network with the weights that were kept, and what predicting needs beside it
 * @param result why training ended, and what it took
 */
public record Trained(Model model, TrainingResult result) {}
