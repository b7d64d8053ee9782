package org.hlorun.fusion.layout;

import java.util.List;
import java.util.stream.LongStream;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Layout;
import org.hlorun.language.shape.TileStep;

/**
 * A {@code bitcast} without layouts. The bytes of {@code x} in the physical order of its layout are
 * those of {@code transpose(x)}, dimensions from major to minor, in row-major order; so
 *
 * <pre>
 * bitcast(x) => transpose(pun(transpose(x, major to minor)), logical order of the result)
 * one level of tiles => transpose(reshape(x)), between those ({@link TileStep})
 * pun(x) to another type of the same width => reshape(bitcast-convert(x))
 * pun(x) from n elements to n * r narrower => reshape(bitcast-convert(x) to [n, r])
 * pun(x) from n * r elements to n wider    => reshape(bitcast-convert(reshape(x) to [n, r]))
 * </pre>
 *
 * <p>Type puns that bitcast-convert does not do (of {@code pred}, complex types) stay a bitcast, of
 * default layouts.
 */
final class BitcastExpansion {
  private final HloInstruction bitcast;
  private final InstructionBuilder builder;

  private BitcastExpansion(HloInstruction bitcast) {
    this.bitcast = bitcast;
    this.builder = new InstructionBuilder(bitcast);
  }

  /** What stands in for a bitcast: itself if its shapes have dynamic sizes or it is a plain pun. */
  static HloInstruction of(HloInstruction bitcast) {
    return new BitcastExpansion(bitcast).expand();
  }

  private HloInstruction expand() {
    HloInstruction operand = bitcast.operand(0);
    if (!operand.shape().isArray()) {
      return operand.shape().equals(bitcast.shape()) ? operand : bitcast;
    }
    ArrayShape from = operand.shape().asArray();
    ArrayShape to = bitcast.shape().asArray();
    if (from.hasDynamicDimensions() || to.hasDynamicDimensions()) {
      return dynamic(from, to);
    }
    checkWidths(from.elementType(), to.elementType());
    if (from.dimensions().equals(to.dimensions()) && sameOrder(from.layout(), to.layout())) {
      return pun(operand, to);
    }
    List<TileStep> source = steps(from);
    List<TileStep> target = steps(to);
    LongList order = TileStep.majorToMinor(to.layout());
    LongList untiled = order.map(d -> to.dimension((int) d));
    LongList sizes = target.isEmpty() ? untiled : target.getLast().after();
    HloInstruction ordered = builder.transpose(operand, TileStep.majorToMinor(from.layout()));
    HloInstruction bytes = pun(tiled(ordered, source), ArrayShape.of(to.elementType(), sizes));
    return builder.transpose(builder.reshape(untiled(bytes, target), untiled), inverse(order));
  }

  private HloInstruction tiled(HloInstruction value, List<TileStep> steps) {
    HloInstruction result = value;
    for (TileStep step : steps) {
      result = builder.transpose(builder.reshape(result, step.split()), step.permutation());
    }
    return result;
  }

  private HloInstruction untiled(HloInstruction value, List<TileStep> steps) {
    HloInstruction result = value;
    for (TileStep step : steps.reversed()) {
      result =
          builder.transpose(builder.reshape(result, step.after()), inverse(step.permutation()));
    }
    return result;
  }

  /** Runtime sizes go along with dimensions, so only a bitcast in row-major order is known. */
  private HloInstruction dynamic(ArrayShape from, ArrayShape to) {
    boolean plain =
        from.dimensions().equals(to.dimensions())
            ? sameOrder(from.layout(), to.layout())
            : from.layout().isRowMajor() && to.layout().isRowMajor();
    if (!plain) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "bitcast %s of dynamic dimensions depends on layouts".formatted(bitcast.name()),
          "run the program from before layout assignment");
    }
    return bitcast;
  }

  /** The row-major bytes of {@code operand} read as elements of another type and sizes. */
  private HloInstruction pun(HloInstruction operand, ArrayShape to) {
    ArrayShape from = operand.shape().asArray();
    ElementType source = from.elementType();
    ElementType target = to.elementType();
    if (source == target) {
      return builder.reshape(operand, to.dimensions());
    }
    if (!isConvertible(source) || !isConvertible(target)) {
      boolean unchanged = operand == bitcast.operand(0) && isDefault(from) && isDefault(bitcast);
      return unchanged ? bitcast : builder.add(Opcode.BITCAST, to.withDefaultLayout(), operand);
    }
    int sourceBits = source.bitWidth();
    int targetBits = target.bitWidth();
    LongList sizes = from.dimensions();
    if (sourceBits > targetBits) {
      sizes = append(sizes, sourceBits / targetBits);
    } else if (sourceBits < targetBits) {
      long ratio = targetBits / sourceBits;
      sizes = LongList.of(from.elementCount() / ratio);
      operand = builder.reshape(operand, append(sizes, ratio));
    }
    HloInstruction converted =
        builder.add(Opcode.BITCAST_CONVERT, ArrayShape.of(target, sizes), operand);
    return builder.reshape(converted, to.dimensions());
  }

  private static boolean isDefault(HloInstruction instruction) {
    return isDefault(instruction.shape().asArray());
  }

  private static boolean isDefault(ArrayShape shape) {
    return shape.equals(shape.withDefaultLayout());
  }

  private static boolean isConvertible(ElementType type) {
    return !type.isPred() && !type.isComplex();
  }

  private static LongList append(LongList sizes, long last) {
    return LongList.of(LongStream.concat(sizes.stream(), LongStream.of(last)).toArray());
  }

  private static boolean sameOrder(Layout a, Layout b) {
    return a.minorToMajor().equals(b.minorToMajor()) && a.tiles().equals(b.tiles());
  }

  private static LongList inverse(LongList permutation) {
    long[] inverse = new long[permutation.size()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[permutation.getInt(i)] = i;
    }
    return LongList.of(inverse);
  }

  private List<TileStep> steps(ArrayShape shape) {
    return TileStep.of(shape)
        .orElseThrow(
            () ->
                HloException.of(
                    DiagnosticCode.UNSUPPORTED,
                    "bitcast %s depends on what pads the tiles of %s, which is not defined"
                        .formatted(bitcast.name(), shape.text(true)),
                    "run the program from before layout assignment, or remove the tiles from the"
                        + " text"));
  }

  private void checkWidths(ElementType from, ElementType to) {
    if ((isSubByte(from) || isSubByte(to)) && from.bitWidth() != to.bitWidth()) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "bitcast %s between %s and %s depends on how sub-byte elements are packed"
              .formatted(bitcast.name(), from, to),
          "use bitcast-convert, whose result does not depend on the storage");
    }
  }

  private static boolean isSubByte(ElementType type) {
    return type.bitWidth() < 8 && !type.isPred();
  }
}
