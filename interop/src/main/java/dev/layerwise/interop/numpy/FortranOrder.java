package dev.layerwise.interop.numpy;

import dev.layerwise.interop.numpy.NumpyArray.Values;
import java.util.ArrayList;
import java.util.List;

/** Brings arrays of Fortran's order into C's. */
final class FortranOrder {
  private FortranOrder() {}

  static NumpyArray toC(NumpyArray array) {
    List<Long> shape = array.shape();
    int size = array.values().size();
    int[] from = new int[size];
    int[] index = new int[shape.size()];
    int[] strides = new int[shape.size()];
    int stride = 1;
    for (int k = 0; k < strides.length; k++) {
      strides[k] = stride;
      stride *= shape.get(k).intValue();
    }
    int at = 0;
    for (int i = 0; i < size; i++) {
      from[i] = at;
      for (int k = index.length - 1; k >= 0; k--) {
        at += strides[k];
        if (++index[k] < shape.get(k)) {
          break;
        }
        at -= strides[k] * index[k];
        index[k] = 0;
      }
    }
    return new NumpyArray(shape, permuted(array.values(), from));
  }

  private static Values permuted(Values values, int[] from) {
    return switch (values) {
      case Values.Bytes(byte[] old) -> {
        byte[] all = new byte[old.length];
        for (int i = 0; i < all.length; i++) {
          all[i] = old[from[i]];
        }
        yield new Values.Bytes(all);
      }
      case Values.Wholes(long[] old, boolean unsigned) -> {
        long[] all = new long[old.length];
        for (int i = 0; i < all.length; i++) {
          all[i] = old[from[i]];
        }
        yield new Values.Wholes(all, unsigned);
      }
      case Values.Reals(float[] old) -> {
        float[] all = new float[old.length];
        for (int i = 0; i < all.length; i++) {
          all[i] = old[from[i]];
        }
        yield new Values.Reals(all);
      }
      case Values.Texts(List<String> old) -> {
        List<String> all = new ArrayList<>();
        for (int place : from) {
          all.add(old.get(place));
        }
        yield new Values.Texts(all);
      }
    };
  }
}
