package org.hlorun.kernelir.share;

import java.util.List;
import java.util.function.Function;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.language.collection.LongList;

/** The sizes and ranges of some kernels of the same structure, one after the other. */
final class MemberNumbers {
  /** The bounds of an atom in each kernel. */
  record Range(LongList mins, LongList maxs) {
    /** A variable that has the value of the atom in each of them. */
    IndexExpr variable(Value value) {
      return IndexExpr.of(
          new IndexExpr.Variable(value, SizeParameters.min(mins), SizeParameters.max(maxs)));
    }

    /** The range of a product with a factor of each kernel. */
    Range times(LongList factors) {
      long[] least = new long[factors.size()];
      long[] greatest = new long[factors.size()];
      for (int i = 0; i < least.length; i++) {
        long a = factors.get(i) * mins.get(i);
        long b = factors.get(i) * maxs.get(i);
        least[i] = Math.min(a, b);
        greatest[i] = Math.max(a, b);
      }
      return new Range(LongList.of(least), LongList.of(greatest));
    }
  }

  private final List<KernelForm> forms;
  private int nextSize;
  private int nextBound;

  MemberNumbers(List<KernelForm> forms) {
    this.forms = forms;
  }

  /** The next size in each kernel. */
  LongList nextSizes() {
    return inAll(KernelForm.Numbers::sizes, nextSize++);
  }

  /** The next range in each kernel. */
  Range nextRange() {
    return new Range(nextBounds(), nextBounds());
  }

  private LongList nextBounds() {
    return inAll(KernelForm.Numbers::ranges, nextBound++);
  }

  private LongList inAll(Function<KernelForm.Numbers, LongSequence> which, int place) {
    long[] values = new long[forms.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = which.apply(forms.get(i).numbers()).get(place);
    }
    return LongList.of(values);
  }

  /** Notes that a walk is over. */
  void requireEnd() {
    KernelForm.Numbers first = forms.getFirst().numbers();
    if (nextSize != first.sizes().size() || nextBound != first.ranges().size()) {
      throw new IllegalStateException("a walk over a kernel met other sizes than were read");
    }
  }
}
