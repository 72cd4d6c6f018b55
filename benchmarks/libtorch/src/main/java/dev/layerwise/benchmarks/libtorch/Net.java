package dev.layerwise.benchmarks.libtorch;

import org.bytedeco.pytorch.Tensor;

/** A network, and how it is trained. */
interface Net {
  /** The pixels of an image. */
  int INPUTS = 784;

  /** The digits. */
  int CLASSES = 10;

  /** The labels in the form that {@link #step} wants, a row each. */
  Tensor targets(int[] labels);

  /** One update with those n rows of the training set that {@code order} names. */
  void step(Tensor x, Tensor targets, Tensor order, int n);

  /** The logits of many images. */
  Tensor logits(Tensor x);

  /** The class of one image, a vector. */
  int predictOne(Tensor x);
}
