package org.hlorun.fusion.fuse;

import java.util.HashMap;
import java.util.Map;
import org.hlorun.fusion.cost.OpWeights;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * At which index maps a region needs the value of each member, and how often it evaluates an
 * element of it. An index map takes an index of the region's domain to an index of the value. Maps
 * compose along the operands: elementwise instructions pass theirs on, data movement makes new
 * ones. A value needed at two maps is computed at both.
 *
 * <p>Two maps are primary: {@link #FULL}, the identity of the domain, and {@link #RESULT}, that of
 * the results of the region's reductions. Reshapes keep primary maps, because those order elements
 * by their row-major position.
 *
 * <p>A value of one element is the same at every index: {@link #SINGLE} is its only map besides the
 * primary ones, and a kernel computes it once, outside of its loops.
 */
final class IndexMaps {
  static final int FULL = 0;
  static final int RESULT = 1;
  static final int SINGLE = 2;

  private final Region region;
  private final long fullCount;
  private final long resultCount;
  private final boolean rowBroadcasts;
  private final Map<HloInstruction, Evaluations> evaluations = new HashMap<>();
  private final Map<Derived, Integer> interned = new HashMap<>();

  /** A map made from another one by an instruction's operand. */
  private record Derived(
      int parent, Opcode opcode, Object detail, int operand, LongList from, LongList to) {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Derived derived
          && parent == derived.parent
          && opcode == derived.opcode
          && operand == derived.operand
          && detail.equals(derived.detail)
          && from.equals(derived.from)
          && to.equals(derived.to);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * (31 * parent + opcode.ordinal()) + from.hashCode()) + to.hashCode();
    }
  }

  /**
   * Follows a region from its outputs to its inputs.
   *
   * @param fullCount elements of the domain
   * @param resultCount elements of each reduction's result; {@code fullCount} if there is none
   * @param rowBroadcasts whether a broadcast of results along the reduced dimensions leads from
   *     {@link #FULL} back to {@link #RESULT}
   */
  IndexMaps(Region region, long fullCount, long resultCount, boolean rowBroadcasts) {
    this.region = region;
    this.fullCount = fullCount;
    this.resultCount = resultCount;
    this.rowBroadcasts = rowBroadcasts;
    for (HloInstruction output : region.outputs()) {
      long count = count(output);
      need(output, count == fullCount ? FULL : RESULT, count);
    }
    for (HloInstruction member : region.members().reversed()) {
      Evaluations needed = of(member);
      for (int i = 0; i < needed.size(); i++) { // operands alone are added to meanwhile
        follow(member, needed.map(i), needed.times(i));
      }
    }
  }

  /** The maps a value is needed at, with the number of evaluations at each. */
  Evaluations of(HloInstruction value) {
    return evaluations.getOrDefault(value, Evaluations.NONE);
  }

  /** How often an element of the value is evaluated, on average. */
  double ratio(HloInstruction value) {
    return of(value).total() / positive(count(value));
  }

  /** The arithmetic spent on evaluating elements again, in units of {@link OpWeights}. */
  double repeatedWork() {
    double work = 0;
    for (HloInstruction member : region.members()) {
      double weight = OpWeights.of(member);
      if (weight > 0 && member.shape().isArray()) {
        work += weight * Math.max(0, of(member).total() - count(member));
      }
    }
    return work;
  }

  static long count(HloInstruction instruction) {
    return instruction.shape() instanceof ArrayShape array ? array.elementCount() : 1;
  }

  private void need(HloInstruction value, int map, double times) {
    boolean single = map > RESULT && count(value) == 1;
    Evaluations needed = evaluations.get(value);
    if (needed == null) {
      needed = new Evaluations();
      evaluations.put(value, needed);
    }
    needed.need(single ? SINGLE : map, single ? Math.min(1, times) : times);
  }

  private void follow(HloInstruction member, int map, double times) {
    switch (member.opcode()) {
      case BROADCAST -> followBroadcast(member, map, times);
      case RESHAPE, BITCAST ->
          need(member.operand(0), map <= RESULT ? map : derived(member, map, 0), times);
      case REDUCE -> followReduce(member, map, times);
      case CONCATENATE -> shared(member, map, times);
      case PAD -> {
        HloInstruction operand = member.operand(0);
        need(operand, derived(member, map, 0), times * count(operand) / positive(count(member)));
        need(member.operand(1), derived(member, map, 1), times);
      }
      case REDUCE_WINDOW -> each(member, map, times * windowSize(member));
      case DOT, CONVOLUTION, TRANSPOSE, SLICE, REVERSE, DYNAMIC_SLICE -> each(member, map, times);
      case GATHER -> {
        need(member.operand(0), derived(member, map, 0), times);
        double indices = member.get(Attribute.START_INDEX_MAP).size();
        need(member.operand(1), derived(member, map, 1), times * indices);
      }
      case DYNAMIC_UPDATE_SLICE, SCATTER -> updated(member);
      default -> elementwise(member, map, times);
    }
  }

  private void elementwise(HloInstruction member, int map, double times) {
    long count = count(member);
    for (int i = 0; i < member.operandCount(); i++) {
      HloInstruction operand = member.operand(i);
      need(operand, count(operand) == count ? map : derived(member, map, i), times);
    }
  }

  private void each(HloInstruction member, int map, double times) {
    for (int i = 0; i < member.operandCount(); i++) {
      need(member.operand(i), derived(member, map, i), times);
    }
  }

  private void shared(HloInstruction member, int map, double times) {
    for (int i = 0; i < member.operandCount(); i++) {
      double share = (double) count(member.operand(i)) / positive(count(member));
      need(member.operand(i), derived(member, map, i), times * share);
    }
  }

  /** The domain of an update is the update. */
  private void updated(HloInstruction member) {
    int update = member.opcode() == Opcode.SCATTER ? 2 : 1;
    for (int i = 1; i < member.operandCount(); i++) {
      HloInstruction operand = member.operand(i);
      need(operand, i == update ? FULL : derived(member, FULL, i), count(operand));
    }
  }

  private void followReduce(HloInstruction member, int map, double times) {
    int arrays = member.operandCount() / 2;
    for (int i = 0; i < member.operandCount(); i++) {
      HloInstruction operand = member.operand(i);
      if (i < arrays && map == RESULT && count(operand) == fullCount) {
        need(operand, FULL, fullCount);
      } else {
        need(operand, derived(member, map, i), i < arrays ? times * fullCount : times);
      }
    }
  }

  private void followBroadcast(HloInstruction member, int map, double times) {
    HloInstruction operand = member.operand(0);
    if (map == FULL && rowBroadcasts && isRowBroadcast(member)) {
      need(operand, RESULT, resultCount);
    } else {
      need(operand, derived(member, map, 0), times);
    }
  }

  /**
   * Whether a broadcast repeats each element along trailing dimensions: the operand's dimensions
   * become the leading ones in order, dimensions of size 1 aside, and the operand has as many
   * elements as a reduction's result.
   */
  private boolean isRowBroadcast(HloInstruction broadcast) {
    ArrayShape operand = broadcast.operand(0).shape().asArray();
    ArrayShape result = broadcast.shape().asArray();
    if (operand.elementCount() != resultCount || result.elementCount() != fullCount) {
      return false;
    }
    LongList dimensions = broadcast.get(Attribute.DIMENSIONS);
    int next = 0;
    for (int i = 0; i < operand.rank(); i++) {
      if (operand.dimension(i) == 1) {
        continue;
      }
      while (next < dimensions.get(i)) {
        if (result.dimension(next) != 1) {
          return false;
        }
        next++;
      }
      if (next > dimensions.get(i)) {
        return false;
      }
      next++;
    }
    return true;
  }

  private int derived(HloInstruction member, int parent, int operand) {
    Object detail =
        switch (member.opcode()) {
          case BROADCAST, TRANSPOSE, REVERSE -> member.get(Attribute.DIMENSIONS);
          case SLICE -> member.get(Attribute.SLICE);
          case RESHAPE, BITCAST -> "";
          default -> member;
        };
    HloInstruction source = member.operand(operand);
    Derived key =
        new Derived(
            parent, member.opcode(), detail, operand, dimensions(source), dimensions(member));
    Integer known = interned.putIfAbsent(key, interned.size() + SINGLE + 1);
    return known != null ? known : interned.size() + SINGLE;
  }

  private static LongList dimensions(HloInstruction instruction) {
    return instruction.shape() instanceof ArrayShape array ? array.dimensions() : LongList.empty();
  }

  private static double windowSize(HloInstruction member) {
    double size = 1;
    Window window = member.get(Attribute.WINDOW);
    for (int i = 0; i < window.rank(); i++) {
      size *= window.dimension(i).size();
    }
    return size;
  }

  private static long positive(long count) {
    return Math.max(1, count);
  }
}
